// SPDX-License-Identifier: EUPL-1.2
// A mail relay on loopback that keeps what it takes and answers for held recipients only once they are released: so a
// campaign stays on its way for as long as its page is looked at. Of mail to lost recipients nobody learns what became of it.
import net from 'node:net';

export class Relay {
  mails = []; // {recipient, content}
  #held;
  #lost;
  #waiting = [];
  #server = net.createServer((socket) => this.#serve(socket));

  /** RegExps over recipients. */
  constructor(held, lost) {
    this.#held = held;
    this.#lost = lost;
  }

  async listen() {
    await new Promise((done) => this.#server.listen(0, '127.0.0.1', done));
    return this.#server.address().port;
  }

  release() {
    this.#held = /(?!)/;
    for (const accept of this.#waiting.splice(0)) accept();
  }

  /** Ends once nobody is connected any more. */
  async close() {
    await new Promise((done) => this.#server.close(done));
  }

  #serve(socket) {
    let buffer = '';
    let recipient = '';
    let content = null;
    const say = (line) => socket.writable && socket.write(line + '\r\n');
    socket.setEncoding('utf8');
    socket.on('error', () => {}); // the daemon may break a connection when it ends
    say('220 relay.example');
    socket.on('data', (piece) => {
      buffer += piece;
      for (;;) {
        const end = buffer.indexOf(content === null ? '\r\n' : '\r\n.\r\n');
        if (end < 0) return;
        const text = buffer.slice(0, end);
        buffer = buffer.slice(end + (content === null ? 2 : 5));
        if (content !== null) {
          if (this.#lost.test(recipient)) return socket.destroy();
          const mail = { recipient, content: text.replaceAll('\r\n..', '\r\n.') };
          const accept = () => { this.mails.push(mail); say('250 taken'); };
          if (this.#held.test(recipient)) this.#waiting.push(accept);
          else accept();
          content = null;
          continue;
        }
        const command = text.slice(0, 4).toUpperCase();
        if (command === 'RCPT') recipient = /<(.*)>/.exec(text)[1];
        if (command === 'DATA') { content = ''; say('354 go on'); }
        else if (command === 'QUIT') { say('221 bye'); socket.end(); }
        else say('250 relay.example');
      }
    });
  }
}

/** The decoded text/plain part of a mail. */
export function plainText(mail) {
  const part = /content-type: text\/plain[\s\S]*?(?:\r?\n){2}([\s\S]*?)(?=\r?\n--)/i.exec(mail);
  const head = part[0].slice(0, part[0].length - part[1].length);
  if (/transfer-encoding: base64/i.test(head)) return Buffer.from(part[1], 'base64').toString();
  if (!/transfer-encoding: quoted-printable/i.test(head)) return part[1];
  const bytes = part[1].replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
