import { objectOptions } from './options';

it('objects are shown by their labels, with their names where these say something else', () => {
	const objects = [
		{ name: 'companies', label: 'Companies (accounts)' },
		{ name: 'contacts', label: 'Contacts' },
		{ name: 'Account', label: 'Customer' },
		{ name: 'p_car', label: 'Cars' },
	];
	expect(objectOptions(objects)).toEqual([
		{ name: 'Cars (p_car)', value: 'p_car' },
		{ name: 'Companies (accounts)', value: 'companies' },
		{ name: 'Contacts', value: 'contacts' },
		{ name: 'Customer (Account)', value: 'Account' },
	]);
});
