import { objectOrder } from '../common/sync-trigger';

export const order = objectOrder(['Account', 'Contact', 'Lead', 'Opportunity']);
