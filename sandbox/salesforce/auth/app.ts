import { generateKeyPairSync } from 'node:crypto';

/** The sandbox's one connected app. The values are fixed and public: they open nothing but a sandbox on this machine. */
export const DEMO_CLIENT_ID = '3MVG9SandboxDemoConnectedApp.PactForN8n';
export const DEMO_CLIENT_SECRET = 'sandbox-demo-client-secret';
/** A refresh token that works from the start, for credentials written by a test or a guide. */
export const DEMO_REFRESH_TOKEN = '5Aep861SandboxDemoRefreshToken';

/** Real keys of connected apps have at least this many bits. */
const RSA_BITS = 2_048;

interface KeyPair {
	/** PKCS#8 PEM. */
	privateKey: string;
	/** SPKI PEM, or an X.509 certificate. */
	publicKey: string;
}

/** How the connected app is set up. */
export interface AppOptions {
	clientId?: string;
	clientSecret?: string;
	/** Key pair of the JWT bearer flow; made on first use when absent. */
	keyPair?: KeyPair;
	/** When given, only these redirect URIs are accepted, exactly. */
	redirectUris?: string[];
	/** "Refresh token rotation": every refresh answers with a new refresh token and ends the old one. */
	rotateRefreshTokens?: boolean;
	/** False: `/authorize` shows a page with an Allow button instead of redirecting at once. */
	autoApprove?: boolean;
}

/** The connected app. */
export class ConnectedApp {
	readonly clientId: string;

	readonly clientSecret: string;

	readonly redirectUris: string[] | undefined;

	readonly rotateRefreshTokens: boolean;

	readonly autoApprove: boolean;

	private pair: KeyPair | undefined;

	constructor(options: AppOptions) {
		this.clientId = options.clientId ?? DEMO_CLIENT_ID;
		this.clientSecret = options.clientSecret ?? DEMO_CLIENT_SECRET;
		this.redirectUris = options.redirectUris;
		this.rotateRefreshTokens = options.rotateRefreshTokens ?? false;
		this.autoApprove = options.autoApprove ?? true;
		this.pair = options.keyPair;
	}

	/** The key pair; making one takes some tenths of a second, so it waits until someone asks. */
	get keyPair(): KeyPair {
		this.pair ??= generateKeyPairSync('rsa', {
			modulusLength: RSA_BITS,
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
			publicKeyEncoding: { type: 'spki', format: 'pem' },
		});
		return this.pair;
	}
}
