import { type Adapter } from '../domain/source.ts';
import { byteplus } from './byteplus/index.ts';
import { csv } from './csv/index.ts';
import { fal } from './fal/index.ts';
import { flatkey } from './flatkey/index.ts';
import { flatkeyHome } from './flatkey-home/index.ts';
import { htmlTable } from './html-table/index.ts';
import { json } from './json/index.ts';
import { newApi } from './new-api/index.ts';

/** Every adapter, one line each: the only list there is. A test holds it against the folders. */
export const ADAPTERS: readonly Adapter[] = [
  byteplus,
  csv,
  fal,
  flatkey,
  flatkeyHome,
  htmlTable,
  json,
  newApi,
];
