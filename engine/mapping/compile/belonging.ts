import type { Belonging } from '../../model';
import { knownPair } from './known-fields';
import type { RowContext } from './row-context';

/** Which records belong to the pair: what the user says, else what is known of its two objects. */
export function belonging({ definition }: RowContext): Belonging | undefined {
	const said = definition.only === 'auto' ? knownPair(definition.left, definition.right)?.only : definition.only;
	return said && (said.left ?? said.right ?? said.related) ? said : undefined;
}
