import { SystemError } from '../../common/engine';
import type { SalesforceClient } from '../client';
import { eventNameOf, isCustom } from './channels';

/** A subscription to an object that nobody selected is accepted, and then nothing comes: so it is asked beforehand. */
const SELECTIONS = 'SELECT SelectedEntity FROM PlatformEventChannelMember';

/**
 * Whether the org tells the changes of an object, as far as it can be known: undefined where the user may not see it ("View Setup and
 * Configuration"). Custom objects may be told by an id of their own, so that one that is not named is not known. @throws SystemError
 */
export async function selectionsOf(client: Pick<SalesforceClient, 'toolingRows'>): Promise<(object: string) => boolean | undefined> {
	const names = await client.toolingRows(SELECTIONS).then(
		(rows) => new Set(rows.map(({ SelectedEntity: name }) => name)),
		(error: unknown) => {
			if (error instanceof SystemError && NOT_TO_BE_SEEN.has(error.details.class)) return undefined;
			throw error;
		},
	);
	return (object) => {
		if (names === undefined) return undefined;
		return names.has(eventNameOf(object)) ? true : isCustom(object) && [...names].some((name) => typeof name === 'string' && ID.test(name)) ? undefined : false;
	};
}

const NOT_TO_BE_SEEN: ReadonlySet<string> = new Set(['not-allowed', 'invalid', 'not-found']);
const ID = /^01I[A-Za-z0-9]{12,15}$/;
