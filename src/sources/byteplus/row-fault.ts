/** Why a row cannot be read with certainty; the row is then unread as a whole. */
export class RowFault extends Error {
  override readonly name = 'RowFault';
}
