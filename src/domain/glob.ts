/** `*` matches any characters, `/` included; case does not matter. Linear: the parts between stars are looked for one after the other. */
export function globMatches(glob: string, text: string): boolean {
  const parts = glob.toLowerCase().split('*');
  const subject = text.toLowerCase();
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return subject === first;
  if (!subject.startsWith(first) || !subject.endsWith(last) || subject.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = subject.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= subject.length - last.length;
}
