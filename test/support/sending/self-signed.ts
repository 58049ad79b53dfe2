import { generateKeyPairSync, sign } from 'node:crypto';

const block = (tag: number, ...parts: Buffer[]): Buffer => {
	const body = Buffer.concat(parts);
	const length = body.length < 0x80 ? [body.length] : body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const sequence = (...parts: Buffer[]): Buffer => block(0x30, ...parts);
const oid = (...bytes: number[]): Buffer => block(0x06, Buffer.from(bytes));
const ECDSA_WITH_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const COMMON_NAME = oid(0x55, 0x04, 0x03);
const SUBJECT_ALT_NAME = oid(0x55, 0x1d, 0x11);

/** A certificate for `localhost` that nobody vouches for, made anew: in the form of RFC 5280, section 4.1. PEM. */
export function selfSigned(): { cert: string; key: string } {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const name = sequence(block(0x31, sequence(COMMON_NAME, block(0x0c, Buffer.from('localhost')))));
	const utc = (year: number) => block(0x17, Buffer.from(`${year % 100}0101000000Z`));
	const names = sequence(block(0x82, Buffer.from('localhost')), block(0x87, Buffer.from([127, 0, 0, 1])));
	const body = sequence(
		block(0xa0, block(0x02, Buffer.from([2]))),
		block(0x02, Buffer.from([1])),
		ECDSA_WITH_SHA256,
		name,
		sequence(utc(2020), utc(2049)),
		name,
		publicKey.export({ type: 'spki', format: 'der' }),
		block(0xa3, sequence(sequence(SUBJECT_ALT_NAME, block(0x04, names)))),
	);
	const signature = sign('sha256', body, privateKey);
	const certificate = sequence(body, ECDSA_WITH_SHA256, block(0x03, Buffer.from([0]), signature));
	const pem = certificate.toString('base64').replace(/.{64}/g, '$&\n');
	return { cert: `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
