// SPDX-License-Identifier: EUPL-1.2
// The plain part of mails, read by postal-mime, which shares no code with Dosah.
const assert = require("node:assert");
const { spawnSync } = require("node:child_process");
const { test } = require("node:test");

const { seeded } = require("./seeded.js");

const words = ("Zveme vás na setkání o novém parku v sokolovně ve čtvrtek 10. prosince 2026 17:00–19:00 a rádi uslyšíme " +
  "Vi inviterer deg til åpent møte på rådhuset – svar ja eller nei blåbærsyltetøy From > >> -- --- . = =20 漢字 👍").split(" ");
const addresses = ["https://dosah.lipova.example/i/2F-ABCDEFGHJKMNPQRSTVWXYZ2345?answer=yes",
  `https://dosah.lipova.example/${"dlouhá-cesta/".repeat(20)}`];
const starts = ["", "", "", "", "> ", "From ", " ", "    ", "-- ", "- ", ".", ">", "\t"];

function* texts(count, random) {
  const pick = (all) => all[Math.floor(random() * all.length)];
  for (let i = 0; i < count; ++i) {
    const lines = [];
    for (let l = Math.floor(random() * 8) + 1; l > 0; --l) {
      let line = pick(starts);
      for (let w = Math.floor(random() * 45); w > 0; --w)
        line += (random() < 0.05 ? pick(addresses) : pick(words)) + " ".repeat(random() < 0.05 ? 3 : 1);
      lines.push(random() < 0.1 ? "-- " : line);
    }
    yield lines.join("\n") + "\n";
  }
}

/** What a reader has to get: the same lines, without the blanks at their ends. */
const told = (text) => text.split("\n").map((line) => (line === "-- " ? line : line.replace(/ +$/, ""))).join("\n").trimEnd();

const plainPart = (mail) => {
  const part = mail.split(/^Content-Type: text\/plain/m)[1];
  const body = part.slice(part.indexOf("\r\n\r\n") + 4).split(/\r\n--=-/)[0];
  return Buffer.from(body.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1")
    .toString("utf8");
};

test("2,000 texts come out of their mails paragraph by paragraph, in short lines, with whole addresses", async () => {
  const { default: PostalMime } = await import("postal-mime");
  const all = [...texts(2000, seeded(20261123))];
  const ran = spawnSync(process.env.COMPOSE_MAILS, { input: JSON.stringify(all), encoding: "utf8", maxBuffer: 1 << 27 });
  assert.strictEqual(ran.status, 0, ran.stderr);
  const mails = JSON.parse(ran.stdout);
  assert.strictEqual(mails.length, all.length);
  let broken = 0;
  for (let i = 0; i < all.length; ++i) {
    const read = await PostalMime.parse(mails[i]);
    assert.strictEqual(read.text.trimEnd(), told(all[i]));
    for (const line of plainPart(mails[i]).split("\r\n")) {
      broken += line.endsWith(" ") ? 1 : 0;
      if ([...line].length > 72) assert.match(line, /https:/); // nothing else is that long
    }
    for (const [address] of all[i].matchAll(/https:\/\/[^ \n]+/g)) assert.ok(plainPart(mails[i]).includes(address), address);
  }
  assert.ok(broken > 2000, `only ${broken} lines were broken`);
});
