import type { Migration } from './migration';
import { links } from './0001-links';
import { ledger } from './0002-ledger';
import { people } from './0003-people';
import { flips } from './0004-flips';
import { hints } from './0005-hints';
import { fates } from './0006-fates';
import { connections } from './0007-connections';
import { consoleState } from './0008-console';
import { ownWrites } from './0009-own-writes';
import { sweeps } from './0010-sweeps';
import { usage } from './0011-usage';
import { guards } from './0012-guards';
import { rehearsals } from './0013-rehearsals';
import { alerts } from './0014-alerts';
import { consoleIndexes } from './0015-console-indexes';
import { firstSyncBegun } from './0016-first-sync-begun';
import { fateCauses } from './0017-fate-causes';
import { events } from './0018-events';

/** In order; only ever appended to. */
export const MIGRATIONS: readonly Migration[] = [links, ledger, people, flips, hints, fates, connections, consoleState, ownWrites, sweeps, usage, guards, rehearsals, alerts, consoleIndexes, firstSyncBegun, fateCauses, events];

export type { ColumnTypes, Migration } from './migration';
