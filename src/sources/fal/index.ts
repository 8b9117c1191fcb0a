import { type Adapter } from '../../domain/source.ts';
import { compose } from './compose.ts';
import { follow } from './follow.ts';
import { readPage } from './read.ts';
import { falSettings, type FalSettings } from './settings.ts';

export { checkFormula } from './formula-check.ts';
export { type FalSettings } from './settings.ts';

const VERSION = 2;

/** fal.ai: prices as English prose on four surfaces, read with one grammar. */
export const fal = {
  name: 'fal',
  version: VERSION,
  publisher: 'fal.ai',
  evidence_class: 'record',
  settings: falSettings,
  follow,
  read: (page) => readPage(page, `fal@${VERSION}`),
  compose: (pages, _source, settings) => compose(pages, settings),
} as const satisfies Adapter<FalSettings>;
