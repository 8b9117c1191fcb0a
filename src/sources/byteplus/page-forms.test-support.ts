import { type Block, type Cell, type Table } from './blocks.ts';
import { markdownBlocks } from './markdown.ts';

/**
 * Turns a page written in Markdown into the other forms that the documentation site serves: for tests, so that one
 * fixture proves that all forms read to the same rows.
 */

/** The script shell with router data, as a plain GET returns it. */
export function routerPage(document: Readonly<Record<string, unknown>>, routeKey = '(lang)/docs/(libcode)/(doccode$)/page'): string {
  const data = JSON.stringify({ loaderData: { 'layout': { locale: 'en', nav: [{ title: 'ModelArk' }] }, [routeKey]: { curDoc: document } } }).replaceAll('</', '<\\/');
  return `<!doctype html>\n<html><head><title>BytePlus docs</title></head><body><div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>\n<script>window._ROUTER_DATA = ${data};window._SSR = {"ok":true};</script></body></html>`;
}

/** The Quill delta of a page. `flat` joins the lines of a cell and drops the marks of quotes, as one release did. */
export function quillContent(markdown: string, { flat = false } = {}): string {
  const zones: Record<string, unknown> = {};
  const ops: unknown[] = [];
  const line = (attributes: Readonly<Record<string, string>>, text: string): unknown[] => [{ insert: '*', attributes: { lmkr: '1', ...attributes } }, { insert: `${text}\n` }];
  markdownBlocks(markdown).forEach((block, table) => {
    if (block.kind === 'heading') ops.push(...line({ heading: `h${block.level}` }, block.text));
    if (block.kind === 'prose') ops.push(...line({ list: 'bullet1' }, block.text));
    // Rows without a header are no table to the editor either: they stay out of this form.
    if (block.kind !== 'table' || block.header === null) return;
    ops.push({ insert: '*', attributes: { aceTable: `rows${table} cols${table}` } }, { insert: '\n' });
    const rows = [block.header, ...block.rows];
    zones[`rows${table}`] = { ops: rows.map((_, y) => ({ insert: { id: `r${table}k${y}` } })), zoneId: `rows${table}`, zoneType: 'R' };
    zones[`cols${table}`] = { ops: block.header.map((_, x) => ({ insert: { id: `c${table}k${x}` } })), zoneId: `cols${table}`, zoneType: 'C' };
    rows.forEach((row, y) => row.forEach((cell, x) => {
      const name = `xr${table}k${y}xc${table}k${x}`;
      const cellOps = flat ? line({}, [...cell.lines, ...cell.quoted].join(' ')) : [...cell.lines.flatMap((text) => line({}, text)), ...cell.quoted.flatMap((text) => line({ blockquote: 'true' }, text))];
      zones[name] = { ops: cellOps, zoneId: name, zoneType: 'Z' };
    }));
  });
  return JSON.stringify({ version: '0.4.24', data: { '0': { ops, zoneId: '0', zoneType: 'Z' }, ...zones } });
}

/** The page after JavaScript ran: real tables, the spanned cells merged. */
export function renderedPage(markdown: string): string {
  const body = markdownBlocks(markdown).map(htmlOf).join('\n');
  return `<!DOCTYPE html><html lang="en"><head><title>Model pricing - BytePlus ModelArk</title><script>var ace = "<table>";</script></head><body><nav>navigation</nav><div id="root"><main>\n${body}\n</main></div></body></html>`;
}

function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'heading': return `<h${block.level}>${escape(block.text)}</h${block.level}>`;
    case 'prose': return `<p>${escape(block.text)}</p>`;
    case 'table': return tableHtml(block);
    default: return block satisfies never;
  }
}

function tableHtml(table: Table): string {
  const head = table.header === null ? '' : `<thead><tr>${table.header.map((cell) => `<th>${cellHtml(cell)}</th>`).join('')}</tr></thead>`;
  // Only the columns before the first amount are merged by the editor.
  const rows = table.rows.map((row, y) => `<tr>${row.map((cell, x) => {
    if (x < 2 && y > 0 && isEmpty(cell) && isEmpty(row[0])) return '';
    let height = 1;
    while (x < 2 && isEmpty(table.rows[y + height]?.[x]) && isEmpty(table.rows[y + height]?.[0])) height += 1;
    return `<td${height > 1 ? ` rowspan="${height}"` : ''}>${cellHtml(cell)}</td>`;
  }).join('')}</tr>`);
  return table.header === null ? `<p>${table.rows.length} rows left out</p>` : `<div class="table"><table>${head}<tbody>${rows.join('\n')}</tbody></table></div>`;
}

function isEmpty(cell: Cell | undefined): boolean {
  return cell !== undefined && cell.lines.length === 0 && cell.quoted.length === 0;
}

function cellHtml(cell: Cell): string {
  const [only] = cell.lines;
  const lines = cell.lines.length === 1 ? escape(only ?? '') : cell.lines.length === 0 ? '' : `<ul>${cell.lines.map((line) => `<li>${escape(line)}</li>`).join('')}</ul>`;
  return `${lines}${cell.quoted.map((line) => `<blockquote><p>${escape(line)}</p></blockquote>`).join('')}`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
