import type { Faults } from '../common/faults';
import type { SetupRights, UnseenFields } from './access';
import type { ConnectedApp } from './auth/app';
import type { Sessions } from './auth/sessions';
import type { Cdc } from './cdc/cdc';
import type { BulkJobs } from './bulk/jobs';
import type { ApiLimit } from './limits';
import type { QueryLocators } from './locators';
import type { Store } from './store/store';

/** Everything a route may need. */
export interface Org {
	store: Store;
	app: ConnectedApp;
	sessions: Sessions;
	limit: ApiLimit;
	locators: QueryLocators;
	/** Change Data Capture. */
	cdc: Cdc;
	bulk: BulkJobs;
	faults: Faults;
	seed: number;
	orgId: string;
	/** The user behind the demo credential, and behind edits by hand and control calls. */
	integrationUserId: string;
	/** What the integration user may do in Setup. */
	rights: SetupRights;
	unseen: UnseenFields;
	/** Custom fields that were made by API so far. */
	madeFields: number;
}
