import { objectOrder } from '../common/sync-trigger';

export const order = objectOrder(['companies', 'contacts', 'opportunities']);
