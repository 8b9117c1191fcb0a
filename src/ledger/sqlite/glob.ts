/** A glob in which `*` matches any characters, `/` included, as a LIKE pattern with `\` as its escape. */
export function globToLike(glob: string): string {
  return glob.replace(/[\\%_]/g, '\\$&').replace(/\*+/g, '%');
}
