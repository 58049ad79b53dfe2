import type { SandboxClock } from '../common/clock';
import type { Faults } from '../common/faults';
import type { AccessTokens } from './auth/guard';
import type { RateLimits } from './limits/rateLimits';
import type { Portal } from './store/portal';

/** Everything a route may need. */
export interface Hub {
	readonly portal: Portal;
	readonly tokens: AccessTokens;
	readonly limits: RateLimits;
	readonly clock: SandboxClock;
	readonly faults: Faults;
	readonly seed: number;
}
