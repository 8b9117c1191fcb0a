import { type CauseStanding } from '../../domain/alert.ts';
import { type Severity } from '../../domain/vocabulary.ts';
import { html, type Html } from './html.ts';

const SHAPES: Readonly<Record<CauseStanding, string>> = { open: '◆', acknowledged: '◇', silenced: '◌', resolved: '○' };

/** Where a cause stands: shape, word, then colour. Messages of old and digests stand nowhere. */
export function standing(stands: CauseStanding | null): Html {
  return stands === null ? html`<span class="quiet">– told</span>` : html`<span class="stands-${stands}">${SHAPES[stands]} ${stands}</span>`;
}

export function severity(word: Severity): Html {
  return html`<span class="severity-${word}">${word}</span>`;
}
