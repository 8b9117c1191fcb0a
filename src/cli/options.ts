/** Options as commander gives them: text, lists of text, or switches. */
export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
