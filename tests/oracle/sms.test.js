// SPDX-License-Identifier: EUPL-1.2
// 10,000 generated texts, counted by Dosah and by sms-segments-calculator.
const assert = require("node:assert");
const { spawnSync } = require("node:child_process");
const { test } = require("node:test");
const { SegmentedMessage } = require("sms-segments-calculator");

const { seeded } = require("./seeded.js");

const gsm = [..."@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"];
const extension = [..."\f^{}\\[~]|€"];
const czech = [..."áčďěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ„“’–…\u00a0"];
const signs = ["👍", "😀", "🇳🇴", "🇨🇿", "👨‍👩‍👧‍👦", "❤️", "👍🏽", "👩🏾‍🚀", "1️⃣", "🏳️‍🌈", "𝒳", "漢", "한", "ก็", "\r\n", "e\u0331", "x\u030c", "\u200b", "\u0007", "\u200d"];
const words = ("Zveme Vás na setkání o parku v sokolovně ve čtvrtek desátého prosince od sedmnácti hodin Odpovězte ANO nebo NE " +
  "Vi inviterer deg til åpent møte på rådhuset Svar JA eller NEI blåbærsyltetøy").split(" ");
const edges = [70, 71, 134, 135, 153, 160, 161, 306, 307, 459, 460];

function* texts(count, random) {
  const pick = (all) => all[Math.floor(random() * all.length)];
  const piece = [
    () => pick(gsm),
    () => pick(random() < 0.1 ? extension : gsm),
    () => pick(words) + " ",
    () => pick(random() < 0.2 ? czech : gsm),
    () => pick(random() < 0.15 ? signs : random() < 0.2 ? extension : gsm),
  ];
  for (let i = 0; i < count; ++i) {
    let text = "";
    if (i % 6 < 5) {
      const length = Math.floor(random() * 500);
      while (text.length < length) text += piece[i % 6]();
    } else {
      const length = pick(edges) + Math.floor(random() * 3) - 1;
      const letters = pick([["a"], ["a", "€"], ["ř"], ["a", "ř"], ["a", "["]]);
      for (let k = 0; k < length; ++k) text += pick(letters);
      text += pick(["", "", "€", "👍", "🇨🇿"]);
    }
    yield text.normalize("NFC");
  }
}

test("encoding and parts of 10,000 texts agree with sms-segments-calculator", () => {
  const all = [...texts(10000, seeded(20261123))];
  const ran = spawnSync(process.env.SMS_COUNT, { input: JSON.stringify(all) + "\n", encoding: "utf8", maxBuffer: 1 << 26 });
  assert.strictEqual(ran.status, 0, ran.stderr);
  const counted = ran.stdout.trim().split("\n");
  assert.strictEqual(counted.length, all.length);
  const differ = all.filter((text, i) => {
    const [encoding, parts] = counted[i].split(" ");
    const expected = new SegmentedMessage(text);
    return encoding !== expected.encodingName || Number(parts) !== expected.segmentsCount;
  });
  assert.deepStrictEqual(differ, []);
});
