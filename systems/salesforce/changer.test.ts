import { changedBy, changerFields } from './changer';

it('asks who changed a record only where the object keeps it', () => {
	expect(changerFields(new Set(['Id', 'LastModifiedById']))).toEqual(['LastModifiedBy.Name']);
	expect(changerFields(new Set(['Id']))).toEqual([]);
});

it('names the user, or nobody where the connected user may not see them', () => {
	expect(changedBy({ Id: '1', LastModifiedBy: { Name: 'Ida Berg' } })).toEqual({ changedBy: 'Ida Berg' });
	expect([changedBy({ Id: '1', LastModifiedBy: null }), changedBy({ Id: '1' })]).toEqual([{}, {}]);
});
