import { compact, uniq } from 'lodash';
import type { Canonical, FieldValue, MappingRow, Side } from '../model';
import { canonicalTag, tagNames, tagOf } from './lenses/tags';

/** A set as it is written: all that the field shall hold, and what of it is new or goes, for systems that are told single elements. */
interface TagWrite {
	value: string[] | string;
	add: string[];
	remove: string[];
}

/** `held`: what the field of that side holds now. Names that the row is not about stay in it. Undefined: no row of tags. */
export function tagWrite({ lens, maxLength, asText }: Pick<MappingRow, 'lens' | 'maxLength' | 'asText'>, side: Side, canonical: Canonical, held: FieldValue | undefined): TagWrite | undefined {
	if (lens.kind !== 'tags') return undefined;
	const row = { lens, ...(maxLength === undefined ? {} : { maxLength }) };
	const wanted = new Set(typeof canonical === 'object' && canonical !== null ? canonical : []);
	const known = tagNames(held ?? []).map((name) => ({ name, tag: canonicalTag(row, side, name) }));
	const has = new Set(known.map(({ tag }) => tag));
	const kept = known.filter(({ tag }) => tag === undefined || wanted.has(tag)).map(({ name }) => name);
	const add = uniq(compact([...wanted].filter((tag) => !has.has(tag)).map((tag) => tagOf(row, side, tag))));
	const all = [...kept, ...add];
	return { value: asText?.[side] ? all.join(';') : all, add, remove: known.map(({ name }) => name).filter((name) => !kept.includes(name)) };
}
