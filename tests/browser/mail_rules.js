// SPDX-License-Identifier: EUPL-1.2
// What mails are held against, and what is let be for which reason.

/** Of caniemail.com: what people of a Czech or Norwegian town read their mail with. It knows nothing of Seznam. */
export const CLIENTS = ['outlook.*', 'gmail.*', 'apple-mail.*', 'samsung-email.*', 'thunderbird.*', 'yahoo.*', 'protonmail.*'];

/** html-validate's rules that a mail has to break. */
export const RULES_OFF = {
  'no-inline-style': 'off', // Gmail drops the style sheet of mails from other providers' accounts
  'no-deprecated-attr': 'off', // Outlook for Windows lays out by Word, which wants bgcolor, align and cellpadding
  'no-conditional-comment': 'off', // it has no max-width either
  'prefer-tbody': 'off', // the tables are for the layout, but for the one of facts, whose rows have their headings
  'long-title': 'off', // the title is the subject, which has a length of its own
};

/** What one of the programs does not support, and why a mail stays whole without it. */
export const EXCEPTIONS = {
  '@media': 'the dark colours; a program without them shows the light ones or makes its own dark ones',
  '<style> element': 'holds nothing but the dark colours; the others stand in style attributes',
  '<body> element': 'is turned into a <div> with its style; what it has is on the table within it too',
  'border-radius': 'corners are square in Outlook for Windows',
  'display:none': 'the words for the inbox, when and where, stand small at the top in Gmail in a telephone\'s browser; they are true there too',
  overflow: 'belongs to those words; Outlook hides them by mso-hide',
  'white-space': 'labels of the facts may break',
  'height property': 'that of lines has its place in line-height; Yahoo drops it on elements where it is not used',
  'role attribute': 'Windows Mail reads the layout tables out as tables; their order is the order of reading',
  'text-decoration': 'buttons are underlined in Proton Mail',
  'word-break': 'only addresses are long enough to need it, and these programs break them by themselves',
};
