import { z } from 'zod';

/** A field's value in a system's own vocabulary. Dotted names reach into records: `Owner.Email`, `custom_fields.tier`. */
export type FieldValue = string | number | boolean | null | string[];
export type FieldValues = Record<string, FieldValue>;

export const fieldValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);
export const fieldValuesSchema = z.record(z.string(), fieldValueSchema);

/**
 * A field's value in the pair's common vocabulary, after the lens. `null` is blank; lists are sorted.
 * Where the two sides have different words for one thing (picklists, references), it is the right side's word.
 */
export type Canonical = string | number | boolean | null | readonly string[];
