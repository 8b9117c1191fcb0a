/** What the headings above a table say about its prices. */
export interface Section {
  readonly video: boolean;
  readonly service: 'online' | 'offline' | 'batch' | 'flex' | null;
  /** Only worked examples stand below such a heading. */
  readonly examples: boolean;
  /** The heading nearest to the table. */
  readonly title: string;
}

/** Reads the headings above a table, outermost first. The nearest one that names a service decides. */
export function readSection(headings: readonly string[]): Section {
  const inner = headings.toReversed();
  return {
    video: inner.some((heading) => /\bvideos?\b/i.test(heading)),
    service: inner.map(serviceOf).find((service) => service !== null) ?? null,
    examples: inner.some((heading) => /\bexamples?\b/i.test(heading)),
    title: inner[0] ?? '',
  };
}

function serviceOf(heading: string): Section['service'] {
  if (/\bflex\b/i.test(heading)) return 'flex';
  if (/\bbatch\b/i.test(heading)) return 'batch';
  if (/\boffline\b/i.test(heading)) return 'offline';
  return /\bonline\b|\breal-?time\b/i.test(heading) ? 'online' : null;
}
