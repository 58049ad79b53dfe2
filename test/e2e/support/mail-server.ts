import { createServer, type Server, type Socket } from 'node:net';
import { mailIn, type Mail } from './mail';

const END_OF_MAIL = '\r\n.\r\n';

/** A mail server on 127.0.0.1 that keeps what it is sent, for whoever sends plainly (no TLS, no sign-in). RFC 5321, as much as a client needs. */
export class MailServer {
	readonly mails: Mail[] = [];
	private readonly sockets = new Set<Socket>();

	private constructor(
		private readonly server: Server,
		readonly port: number,
	) {}

	static async start(): Promise<MailServer> {
		const server = createServer();
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(0, '127.0.0.1', resolve);
		});
		const address = server.address();
		if (address === null || typeof address === 'string') throw new Error('The mail server has no port');
		const mailServer = new MailServer(server, address.port);
		server.on('connection', (socket) => mailServer.talk(socket));
		return mailServer;
	}

	async stop(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}

	private talk(socket: Socket): void {
		this.sockets.add(socket);
		socket.on('close', () => this.sockets.delete(socket));
		// A client that goes away in the middle of a mail has not sent it.
		socket.on('error', () => socket.destroy());
		socket.setEncoding('utf8');
		const say = (line: string): void => void socket.write(`${line}\r\n`);
		let text = '';
		let inMail = false;
		say('220 127.0.0.1 ready');
		socket.on('data', (chunk: string) => {
			text += chunk;
			for (let end = text.indexOf(inMail ? END_OF_MAIL : '\r\n'); end >= 0; end = text.indexOf(inMail ? END_OF_MAIL : '\r\n')) {
				const part = text.slice(0, end);
				text = text.slice(end + (inMail ? END_OF_MAIL.length : 2));
				if (inMail) {
					this.mails.push(mailIn(part));
					inMail = false;
					say('250 kept');
				} else {
					inMail = part.toUpperCase() === 'DATA';
					say(answerTo(part.slice(0, 4).toUpperCase()));
					if (part.toUpperCase() === 'QUIT') socket.end();
				}
			}
		});
	}
}

function answerTo(command: string): string {
	if (command === 'DATA') return '354 go on';
	if (command === 'QUIT') return '221 bye';
	return ['EHLO', 'HELO', 'MAIL', 'RCPT', 'RSET', 'NOOP'].includes(command) ? '250 ok' : '502 not known here';
}
