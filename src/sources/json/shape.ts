import { z } from 'zod';
import { catalogKeys, catalogShape, pathSetting } from '../lib/catalog-settings.ts';

const rows = z.union([z.literal(''), pathSetting], { error: 'expected a path to the rows, such as "data.*" or "models.{model}"' })
  .describe('Where the rows are: "data.*" for a list, "models.{model}" for a map whose keys are names, "{provider}.models.{model}" for nested maps, "*" for a list or map that is the document itself, "" for a document that is one row.');

/** The keys of a JSON catalog, bare. */
export const jsonKeys = { ...catalogKeys, rows } as const;

/** A JSON catalog fully described, with its defaults. */
export const jsonCatalog = z.strictObject({ ...catalogShape, rows });

export type JsonSettings = z.output<typeof jsonCatalog>;
export type JsonCatalogInput = z.input<typeof jsonCatalog>;
