/** The names of the campaigns that a contact or lead is a member of. */
export const CAMPAIGN_NAMES = 'Campaigns.Names';
/** What names the person in a membership. */
export const PERSON: Readonly<Record<string, 'ContactId' | 'LeadId'>> = { Contact: 'ContactId', Lead: 'LeadId' };
