// SPDX-License-Identifier: EUPL-1.2
#include "responses/lexicon_words.h"

namespace dosah::responses::lexicon {

namespace {

using enum Sense;

// clang-format off
constexpr Entry czech[] = {
    {"ano", yes}, {"jo", yes}, {"jojo", yes}, {"jj", yes_alone}, {"jasne ze ano", yes}, {"jasne", yes_alone},
    {"jasne ze jo", yes}, {"jasny", yes_alone}, {"urcite ano", yes}, {"urcite", yes_alone}, {"samozrejme", yes_alone},
    {"souhlasim", yes_alone},
    {"prijdu", yes}, {"prijdeme", yes}, {"prijdem", yes}, {"dorazim", yes}, {"dorazime", yes}, {"zucastnim", yes},
    {"zucastnime", yes}, {"budu tam", yes}, {"budeme tam", yes}, {"budu se ucastnit", yes}, {"prijedu", yes},
    {"prijedeme", yes}, {"pujdu", yes}, {"pujdeme", yes}, {"potvrzuji ucast", yes}, {"potvrzuju ucast", yes},
    {"potvrzujeme ucast", yes}, {"pocitejte se mnou", yes}, {"pocitejte s nami", yes}, {"ucast potvrzuji", yes},
    {"ucast potvrzujeme", yes}, {"mohu prijit", yes}, {"muzu prijit", yes}, {"rad prijdu", yes}, {"rada prijdu", yes},
    {"radi prijdeme", yes}, {"budu", yes_alone}, {"budeme", yes_alone}, {"zucastnim se", yes},
    {"hlasim se", yes_alone}, {"jdu", yes_alone}, {"jdeme", yes_alone},
    {"ne", no}, {"nee", no_alone}, {"nn", no_alone}, {"jasne ze ne", no}, {"urcite ne", no}, {"bohuzel ne", no},
    {"neprijdu", no}, {"neprijdeme", no}, {"neprijdem", no}, {"nedorazim", no}, {"nedorazime", no},
    {"nezucastnim", no}, {"nezucastnime", no}, {"nebudu", no}, {"nebudeme", no}, {"nemohu", no}, {"nemuzu", no},
    {"nemuzeme", no}, {"nemohem", no}, {"neprijedu", no}, {"neprijedeme", no}, {"nepujdu", no}, {"nepujdeme", no},
    {"nejdu", no_alone}, {"nestihnu", no}, {"nestihneme", no}, {"nestiham", no}, {"nemam cas", no},
    {"nemame cas", no}, {"nemam zajem", no}, {"nemame zajem", no}, {"nehodi se mi", no}, {"nehodi", no},
    {"nevyjde", no}, {"nevychazi", no}, {"omlouvam se", filler}, {"omlouvam", no_alone}, {"musim se omluvit", no},
    {"omluvte me", no}, {"omluvte mou neucast", no}, {"neucast", no}, {"bohuzel", no_alone},
    {"nesouhlasim", no_alone}, {"nepocitejte se mnou", no}, {"nepocitejte s nami", no}, {"nechci", no_alone},
    {"ucast odmitam", no}, {"odmitam", no_alone},
    {"mozna", maybe}, {"nevim", maybe}, {"nevime", maybe}, {"snad", maybe}, {"asi", maybe}, {"uvidim", maybe},
    {"uvidime", maybe}, {"spis", maybe}, {"spise", maybe}, {"nejspis", maybe}, {"nejspise", maybe},
    {"pravdepodobne", maybe}, {"jeste nevim", maybe}, {"nejsem si jisty", maybe}, {"nejsem si jista", maybe},
    {"zalezi", maybe}, {"pokusim se", maybe}, {"pokusime se", maybe}, {"zkusim", maybe}, {"zkusime", maybe},
    {"tezko rict", maybe}, {"rozmyslim", maybe}, {"mozna ano", maybe}, {"mozna ne", maybe},
    {"proc ne", blocker}, {"pokud", blocker}, {"kdyby", blocker}, {"kdybych", blocker}, {"jestli", blocker},
    {"jestlize", blocker}, {"kdyz", blocker}, {"nemuzu se dockat", blocker}, {"nemohu se dockat", blocker},
    {"nez", blocker}, {"misto me", blocker}, {"ne ze", blocker}, {"ne jen", blocker}, {"nejen", blocker},
    {"budu rad", blocker}, {"budu rada", blocker}, {"budeme radi", blocker}, {"nebudu zapomenout", blocker},
    {"ne moc", blocker}, {"ano i ne", blocker}, {"ani", blocker}, {"nemohu najit", blocker},
    {"nemuzu najit", blocker}, {"nemohu otevrit", blocker}, {"nemuzu otevrit", blocker},
    {"nemohu se prihlasit", blocker}, {"nemuzu se prihlasit", blocker}, {"nemohu se dostat", blocker},
    {"nemuzu se dostat", blocker}, {"nebudu platit", blocker}, {"nebudeme platit", blocker},
    {"budu potrebovat", filler}, {"budu hlasovat", blocker}, {"jasne napsane", blocker},
    {"dobry", filler}, {"den", filler}, {"vecer", filler}, {"dekuji", filler}, {"dekuju", filler},
    {"dekujeme", filler}, {"diky", filler}, {"dik", filler}, {"prosim", filler}, {"za", filler}, {"pozvani", filler},
    {"pozvanku", filler}, {"ze", filler}, {"se", filler}, {"si", filler}, {"tam", filler}, {"to", filler},
    {"ja", filler}, {"my", filler}, {"ve", filler}, {"dvou", filler}, {"dva", filler}, {"dve", filler},
    {"tri", filler}, {"trech", filler}, {"ctyri", filler}, {"ctyrech", filler}, {"pet", filler}, {"peti", filler},
    {"s", filler}, {"manzelem", filler}, {"manzelkou", filler}, {"detmi", filler}, {"rodinou", filler},
    {"partnerem", filler}, {"partnerkou", filler}, {"kamaradkou", filler}, {"osoby", filler}, {"osob", filler},
    {"a", filler}, {"i", filler}, {"rad", filler}, {"rada", filler}, {"radi", filler}, {"moc", filler},
    {"tesim", filler}, {"tesime", filler}, {"v", filler}, {"na", filler}, {"sobotu", filler}, {"nedeli", filler},
    {"patek", filler}, {"pondeli", filler}, {"utery", filler}, {"stredu", filler}, {"ctvrtek", filler},
    {"dnes", filler}, {"zitra", filler}, {"akci", filler}, {"setkani", filler}, {"jednani", filler},
    {"projednani", filler}, {"schuzi", filler}, {"schuzku", filler}, {"no", filler}, {"tak", filler},
    {"bohuzel", filler}, {"bohuzel se", filler}, {"tentokrat", filler}, {"zatim", filler}, {"jeste", filler},
    {"urcite", filler}, {"prijit", filler}, {"dorazit", filler}, {"zucastnit", filler}, {"ucastnit", filler},
    {"moci", filler}, {"moct", filler}, {"ale", filler}, {"hezky", filler}, {"pozdravem", filler}, {"ahoj", filler},
    {"cas", filler}, {"mit", filler}, {"tu", filler}, {"super", filler}, {"ok", yes_alone}, {"okay", yes_alone},
    {"okej", yes_alone},
};

constexpr Entry norwegian[] = {
    {"ja", yes}, {"jada", yes_alone}, {"jepp", yes}, {"japp", yes}, {"jo", yes_alone}, {"jaja", yes_alone},
    {"ja takk", yes}, {"ja gjerne", yes}, {"gjerne", yes_alone}, {"gjerne det", yes_alone},
    {"veldig gjerne", yes_alone}, {"selvfolgelig", yes_alone}, {"selvsagt", yes_alone}, {"sjolvsagt", yes_alone},
    {"klart det", yes_alone}, {"klart", yes_alone}, {"kommer", yes}, {"kjem", yes}, {"kjem gjerne", yes},
    {"deltar", yes}, {"deltek", yes}, {"delta", filler}, {"stiller", yes}, {"blir med", yes}, {"vert med", yes},
    {"er med", yes}, {"moter opp", yes}, {"moter", yes_alone}, {"vi sees", yes_alone}, {"vi ses", yes_alone},
    {"bekrefter", yes_alone}, {"bekrefter at jeg", filler}, {"jeg vil delta", yes}, {"eg vil delta", yes},
    {"vi vil delta", yes}, {"jeg kan komme", yes}, {"vi kan komme", yes}, {"kan komme", yes}, {"eg kan koma", yes},
    {"kan koma", yes}, {"kan delta", yes}, {"skal komme", yes}, {"tek del", yes}, {"tar del", yes},
    {"regn med meg", yes}, {"rekn med meg", yes}, {"passer bra", yes_alone}, {"passar bra", yes_alone},
    {"det passer", yes_alone},
    {"nei", no}, {"neida", no_alone}, {"nei takk", no}, {"dessverre", no_alone}, {"diverre", no_alone}, {"avbud", no},
    {"forfall", no}, {"kan ikke", no}, {"kan ikkje", no}, {"kan dessverre ikke", no}, {"kan diverre ikkje", no},
    {"kommer ikke", no}, {"kjem ikkje", no}, {"kommer ikkje", no}, {"kommer dessverre ikke", no},
    {"kommer nok ikke", no}, {"kjem diverre ikkje", no}, {"far ikke", no}, {"far ikkje", no},
    {"far dessverre ikke", no}, {"rekker ikke", no}, {"rekk ikkje", no}, {"deltar ikke", no}, {"deltek ikkje", no},
    {"har ikke anledning", no}, {"har ikkje hove", no}, {"har ikke mulighet", no}, {"har dessverre ikke", no},
    {"ikke anledning", no}, {"ikke mulighet", no}, {"ikkje hove", no}, {"ikke tid", no}, {"ikkje tid", no},
    {"passer ikke", no}, {"passar ikkje", no}, {"blir ikke med", no}, {"vert ikkje med", no}, {"er ikke med", no},
    {"er ikkje med", no}, {"stiller ikke", no}, {"er forhindret", no}, {"er forhindra", no}, {"forhindret", no},
    {"skal ikke", no_alone}, {"kan ikke komme", no}, {"kan ikkje koma", no}, {"ma melde avbud", no},
    {"vil ikke", no_alone}, {"ikke interessert", no}, {"ikkje interessert", no}, {"moter ikke", no},
    {"ikke delta", no}, {"ikkje delta", no}, {"ikke komme", no}, {"ikkje koma", no}, {"ikkje kome", no},
    {"beklager", filler}, {"orsak", filler}, {"kommer jeg ikke", no}, {"kommer vi ikke", no}, {"kjem eg ikkje", no},
    {"kan jeg ikke", no}, {"kan vi ikke", no}, {"kan eg ikkje", no}, {"far jeg ikke", no},
    {"kanskje", maybe}, {"vet ikke", maybe}, {"veit ikkje", maybe}, {"vet ikke enna", maybe},
    {"veit ikkje enno", maybe}, {"usikker", maybe}, {"usikkert", maybe}, {"ikke sikker", maybe},
    {"ikkje sikker", maybe}, {"muligens", maybe}, {"mogleg", maybe}, {"mulig", maybe}, {"mogelegvis", maybe},
    {"kanhende", maybe}, {"far se", maybe}, {"far sja", maybe}, {"trolig", maybe}, {"truleg", maybe},
    {"sannsynligvis", maybe}, {"sannsynlegvis", maybe}, {"prover a komme", maybe}, {"regner med a komme", maybe},
    {"reknar med a koma", maybe}, {"provar a koma", maybe}, {"skal prove", maybe}, {"skal prova", maybe},
    {"haper a komme", maybe}, {"vet ikke om", maybe}, {"veit ikkje om", maybe}, {"usikker pa om", maybe},
    {"ikke bestemt", maybe}, {"kommer an pa", maybe}, {"kjem an pa", maybe}, {"antagelig", maybe},
    {"antakelig", maybe},
    {"hvorfor ikke", blocker}, {"kvifor ikkje", blocker}, {"hvis", blocker}, {"viss", blocker}, {"dersom", blocker},
    {"om", blocker}, {"ikke for", blocker}, {"ikkje for", blocker}, {"tilbake", blocker}, {"attende", blocker},
    {"kommer fra", blocker}, {"kjem fra", blocker}, {"kommer det", blocker}, {"kommer til a", filler},
    {"kommer ordforeren", blocker}, {"ikke bare", blocker}, {"ikkje berre", blocker}, {"kommer ikke inn", blocker},
    {"kommer ikke til", no}, {"ikke apne", blocker}, {"kan ikke vente", blocker}, {"kan ikkje vente", blocker},
    {"ikke logge", blocker}, {"far ikke apnet", blocker}, {"far ikke til", blocker}, {"far ikke svart", blocker},
    {"far ikke opp", blocker}, {"far ikke sms", blocker}, {"kan ikke finne", blocker}, {"finner ikke", blocker},
    {"buss", blocker}, {"bussen", blocker}, {"kommer ikke for", blocker}, {"kjem ikkje for", blocker},
    {"nar", blocker}, {"hvem", blocker}, {"hvor", blocker}, {"kvar", blocker}, {"kven", blocker}, {"er med pa", yes},
    {"vite", blocker},
    {"hei", filler}, {"hallo", filler}, {"takk", filler}, {"tusen", filler}, {"for", filler},
    {"invitasjonen", filler}, {"invitasjon", filler}, {"innbydinga", filler}, {"jeg", filler}, {"eg", filler},
    {"vi", filler}, {"me", filler}, {"meg", filler}, {"oss", filler}, {"to", filler}, {"tre", filler},
    {"fire", filler}, {"stk", filler}, {"personer", filler}, {"personar", filler}, {"med", filler}, {"mann", filler},
    {"kone", filler}, {"barn", filler}, {"barna", filler}, {"og", filler}, {"pa", filler}, {"da", filler},
    {"i", filler}, {"lordag", filler}, {"laurdag", filler}, {"sondag", filler}, {"mandag", filler},
    {"tirsdag", filler}, {"tysdag", filler}, {"onsdag", filler}, {"torsdag", filler}, {"fredag", filler},
    {"dag", filler}, {"morgen", filler}, {"det", filler}, {"dit", filler}, {"dette", filler}, {"denne", filler},
    {"gangen", filler}, {"motet", filler}, {"mote", filler}, {"arrangementet", filler}, {"mvh", filler},
    {"hilsen", filler}, {"gleder", filler}, {"ser", filler}, {"fram", filler}, {"frem", filler}, {"bra", filler},
    {"flott", filler}, {"alene", filler}, {"aleine", filler}, {"stykker", filler}, {"dessverre", filler},
    {"diverre", filler}, {"komme", filler}, {"koma", filler}, {"kome", filler}, {"kommet", filler}, {"til", filler},
    {"a", filler}, {"har", filler}, {"at", filler}, {"men", filler}, {"gjerne", filler}, {"nok", filler},
    {"kl", filler}, {"ok", yes_alone}, {"okei", yes_alone}, {"greit", yes_alone}, {"den", filler},
};

constexpr Entry english[] = {
    {"yes", yes}, {"yep", yes}, {"yeah", yes}, {"yup", yes}, {"yes please", yes}, {"sure", yes_alone},
    {"of course", yes_alone}, {"certainly", yes_alone}, {"definitely", yes_alone}, {"absolutely", yes_alone},
    {"i ll come", yes}, {"ill come", yes_alone}, {"we ll come", yes}, {"i will come", yes}, {"we will come", yes},
    {"i ll be there", yes}, {"we ll be there", yes}, {"i will be there", yes}, {"we will be there", yes},
    {"will be there", yes}, {"i am coming", yes}, {"i m coming", yes}, {"we are coming", yes}, {"we re coming", yes},
    {"coming", yes_alone}, {"count me in", yes}, {"count us in", yes}, {"i m in", yes_alone}, {"will attend", yes},
    {"will be attending", yes}, {"attending", yes_alone}, {"i can come", yes}, {"we can come", yes},
    {"i can make it", yes}, {"happy to come", yes}, {"glad to come", yes}, {"i accept", yes_alone},
    {"see you there", yes}, {"ok", yes_alone}, {"okay", yes_alone}, {"accept", yes_alone}, {"accepted", yes_alone},
    {"no", no}, {"nope", no}, {"no thanks", no}, {"no thank you", no}, {"i can t", no}, {"can t come", no},
    {"can t make it", no}, {"cant make it", no}, {"cant come", no}, {"cannot come", no}, {"cannot make it", no},
    {"can not come", no}, {"can not make it", no}, {"cannot attend", no}, {"can t attend", no}, {"won t be", no},
    {"won t come", no}, {"will not come", no}, {"will not be", no}, {"won t make it", no}, {"not coming", no},
    {"not attending", no}, {"unable to come", no}, {"unable to attend", no}, {"unable to make it", no},
    {"won t attend", no}, {"will not attend", no}, {"will not be attending", no}, {"won t be able", no},
    {"will not be able", no}, {"not able to", no}, {"not interested", no}, {"afraid not", no},
    {"unfortunately not", no}, {"unfortunately", no_alone}, {"i decline", no_alone}, {"decline", no_alone},
    {"declined", no_alone}, {"count me out", no}, {"not this time", no}, {"i m busy", no}, {"don t count on me", no},
    {"cannot", no_alone}, {"can t", no_alone}, {"couldn t make it", no},
    {"maybe", maybe}, {"perhaps", maybe}, {"not sure", maybe}, {"don t know", maybe}, {"dont know", maybe},
    {"do not know", maybe}, {"possibly", maybe}, {"probably", maybe}, {"might", maybe}, {"we ll see", maybe},
    {"i ll try", maybe}, {"will try", maybe}, {"unsure", maybe}, {"depends", maybe}, {"undecided", maybe},
    {"hope to", maybe}, {"tentative", maybe}, {"tentatively", maybe},
    {"why not", blocker}, {"if", blocker}, {"unless", blocker}, {"can t wait", blocker}, {"cannot wait", blocker},
    {"no problem", filler}, {"no opinion", blocker}, {"no comment", blocker}, {"no question", blocker},
    {"no questions", blocker}, {"have no", blocker}, {"there is no", blocker}, {"is no", blocker},
    {"are no", blocker}, {"not only", blocker}, {"no one", blocker}, {"no idea", maybe}, {"yes and no", blocker},
    {"coming from", blocker}, {"sure that", blocker}, {"can t open", blocker}, {"cannot open", blocker},
    {"cannot find", blocker}, {"can t find", blocker}, {"can t access", blocker}, {"no more", blocker},
    {"who", blocker}, {"when", blocker}, {"where", blocker}, {"no longer", blocker},
    {"hi", filler}, {"hello", filler}, {"dear", filler}, {"thanks", filler}, {"thank", filler}, {"you", filler},
    {"for", filler}, {"the", filler}, {"invitation", filler}, {"inviting", filler}, {"i", filler}, {"we", filler},
    {"me", filler}, {"us", filler}, {"m", filler}, {"ll", filler}, {"will", filler}, {"with", filler}, {"my", filler},
    {"wife", filler}, {"husband", filler}, {"two", filler}, {"three", filler}, {"people", filler}, {"of", filler},
    {"and", filler}, {"very", filler}, {"much", filler}, {"come", filler}, {"to", filler}, {"attend", filler},
    {"be", filler}, {"there", filler}, {"it", filler}, {"sorry", filler}, {"unfortunately", filler},
    {"please", filler}, {"on", filler}, {"saturday", filler}, {"sunday", filler}, {"monday", filler},
    {"tuesday", filler}, {"wednesday", filler}, {"thursday", filler}, {"friday", filler}, {"this", filler},
    {"time", filler}, {"meeting", filler}, {"event", filler}, {"see", filler}, {"am", filler}, {"but", filler},
    {"that", filler}, {"great", filler}, {"able", filler}, {"make", filler}, {"yet", filler}, {"kids", filler},
    {"children", filler}, {"both", filler}, {"a", filler}, {"at", filler}, {"afraid", filler}, {"m afraid", filler},
    {"looking", filler}, {"forward", filler},
};

constexpr std::string_view ambiguous_table[] = {"ja", "jo", "no", "nn", "ne moc", "to", "om", "for"};

constexpr std::string_view typo_table[] = {
    "prijde", "prijdou", "prijdete", "neprijde", "neprijdou", "nebude", "nebudou", "nemuze", "nemohou", "nemuzes",
    "dorazi", "nedorazi", "zucastni", "nezucastni", "pujde", "nepujde", "kommen", "komme", "komner", "kommet",
    "kommun", "kommune", "sommer", "sommar", "stille", "stilles", "delta", "deltas", "budem", "stiller", "uvidi",
    "prijdes", "prijel", "prijela", "privedu", "mohla", "mohli", "jasna", "jasno", "jasny", "homing", "comings",
    "summer", "nevis", "nevite", "mozny", "mozne", "nevi", "usikre", "might", "night", "right", "light", "sight",
    "fight", "eight", "mights", "maybee", "prihodu", "tentative", "bemerker", "kommentar", "hjelper",
};

constexpr std::string_view opt_out_table[] = {
    "stop", "stopp", "stopall", "stop all", "stopp alle", "stop vse", "stans", "konec", "odhlasit", "odhlas",
    "odhlasuji", "odhlasuji se", "odhlaste", "odregistruj", "odregistrujte", "odregistrovat", "zrusit",
    "zrusit odber", "odhlasit odber", "ukoncit odber", "nezasilat", "neposilat", "neposilejte", "nezasilejte",
    "nepiste", "avslutt", "avslutte", "slutt", "slutte", "avmeld", "avmelding", "meld av", "meld meg av",
    "avregistrer", "melde av", "avbestill", "unsubscribe", "opt out", "optout", "opt-out", "end", "quit", "cancel",
    "revoke", "abmelden", "odjava", "stoppe", "arret", "ukoncit", "vyradit", "vymazat", "slett meg", "fjern meg",
};
constexpr std::string_view company_table[] = {
    "thank", "thanks", "you", "please", "pls", "now", "all", "sms", "email", "emails", "mail", "mails", "messages",
    "message", "messaging", "texts", "texting", "sending", "contacting", "emailing", "spam", "me", "it", "writing",
    "to", "this", "list", "diky", "dekuji", "dekuju", "dik", "prosim", "hned", "ihned", "okamzite", "vse", "vsechno",
    "uz", "me", "mne", "nas", "se", "zpravy", "zpravam", "zprav", "smskam", "smsky", "emaily", "maily", "odber",
    "odberu", "odebirani", "posilani", "zasilani", "psani", "nechci", "z", "mi", "nam", "reklama", "reklamy", "takk",
    "vennligst", "na", "no", "alle", "alt", "meldinger", "meldingar", "meldingene", "epost", "e", "post", "sendinger",
    "abonnement", "abonnementet", "tusen", "a", "send", "sende", "senda", "meg", "oss", "med", "av", "vaer", "sa",
    "snill", "dette", "ja", "already",
};
constexpr std::string_view intent_table[] = {
    "nepiste mi", "nepiste nam", "nepis mi", "mi nepiste", "mi uz nepiste", "mi nepis", "nam nepiste", "uz nepiste",
    "uz mi nepiste", "uz nam nepiste", "prestante mi psat", "prestante psat", "prestante mi posilat",
    "prestante posilat", "prestante nam posilat", "prestante nam psat", "prestante me obtezovat", "neposilejte mi",
    "neposilejte nam", "mi neposilejte", "nam neposilejte", "uz neposilejte", "neposilejte uz", "neposilejte dalsi",
    "neposilejte zadne", "nezasilejte", "neposilat dalsi", "o odhlaseni", "zadost o odhlaseni", "odhlaseni z odberu",
    "odhlaste me", "odhlaste nas", "odhlasit me", "me odhlaste", "me odhlasit", "me odhlasite", "nas odhlaste",
    "odhlasuji se", "chci se odhlasit", "chceme se odhlasit", "chtel bych se odhlasit", "chtela bych se odhlasit",
    "prosim odhlasit", "odhlasit z odberu", "odhlasit odber", "zrusit odber", "zruste odber", "zruste mi odber",
    "ukoncete zasilani", "nechci dostavat", "nechceme dostavat", "nechci uz dostavat", "uz nechci dostavat",
    "nechci odebirat", "nechci zadne dalsi", "nechci zadne zpravy", "nechci zadne maily", "nechci zadne emaily",
    "nechci zadne sms", "nechci vase", "nepreji si dostavat", "nepreju si dostavat", "nepreji si byt kontaktovan",
    "nepreji si byt kontaktovana", "nepreji si zasilani", "si nepreji dostavat", "vyradte me", "me vyradte",
    "vymazte me", "me vymazte", "smazte me", "me smazte", "smazte moje", "smazte muj", "vyskrtnete me",
    "me vyskrtnete", "vyrazte me", "me vyskrtnout", "vymazte mou adresu", "vymazte moje cislo", "smazte mou adresu",
    "smazte me cislo", "nekontaktujte me", "me nekontaktujte", "me uz nekontaktujte", "nekontaktujte nas",
    "neobtezujte", "me neobtezujte", "me uz neobtezujte", "odvolavam souhlas", "dejte mi pokoj", "odstrante me",
    "me odstrante",
    "ta meg av", "tar meg av", "ta meg vekk", "ta oss av", "fjern meg", "fjern oss", "fjerne meg", "slett meg",
    "slette meg", "slett nummeret", "slett adressen", "slett e post", "stryk meg", "stryke meg", "meld meg av",
    "melde meg av", "meld oss av", "avmeld meg", "avregistrer meg", "ikke send meg", "ikkje send meg",
    "ikke send flere", "ikkje send fleire", "ikke send oss", "send meg ikke", "ikke sende meg", "ikkje sende meg",
    "ikke skriv til meg", "ikkje skriv til meg", "ikke skriv mer", "ikke kontakt meg", "ikkje kontakt meg",
    "ikke ta kontakt", "ikkje ta kontakt", "ikke kontakt oss", "slutt a sende", "slutt a senda", "slutte a sende",
    "slutt a skrive", "slutt a kontakte", "slutt a plage", "slutt a mase", "slutt med a sende", "slutt med disse",
    "slutt med meldinger", "stopp meldingene", "stopp meldinger", "stopp a sende", "stopp utsendelse",
    "vil ikke ha flere", "vil ikke ha slike", "vil ikke ha mer", "vil ikke motta", "vil ikkje ha fleire",
    "vil ikkje ha slike", "vil ikkje motta", "vil ikkje fa", "vil ikke fa", "vil ikke lenger", "vil ikkje lenger",
    "onsker ikke a motta", "onsker ikke flere", "onsker ikke a fa", "onsker ikke lenger", "onsker ikke slike",
    "onskjer ikkje", "ynskjer ikkje", "onsker a bli fjernet", "onsker a melde meg av", "vil melde meg av",
    "vil bli fjernet", "trekker samtykket", "trekker tilbake samtykket", "trekk samtykket", "ingen flere meldinger",
    "ikke flere meldinger", "ikkje fleire meldingar", "la meg vaere i fred",
    "unsubscribe me", "please unsubscribe", "to unsubscribe", "unsubscribe from", "unsubscribe my", "remove me",
    "remove my", "remove us", "take me off", "take us off", "take my", "delete my number", "delete my email",
    "delete my address", "delete me", "stop texting", "stop messaging", "stop sending", "stop contacting",
    "stop emailing", "stop mailing", "stop writing", "stop spamming", "stop bothering", "stop these",
    "do not contact", "don t contact", "dont contact", "do not text", "don t text", "dont text", "do not message me",
    "don t message me", "do not email", "don t email", "don t send me", "do not send me", "dont send me",
    "don t send any", "do not send any", "do not write to me", "don t write to me", "opt me out", "opt out",
    "no more messages", "no more texts", "no more emails", "no more sms", "no more mails", "leave me alone",
    "want to be removed", "want off", "not want to receive", "don t want to receive", "don t want any more",
    "do not want any more", "don t want these", "withdraw my consent", "stop writing to me",
    "no longer wish to receive", "no longer want to receive", "wish to unsubscribe", "melden sie mich ab",
    "keine nachrichten mehr", "keine mails mehr",
};
constexpr std::string_view intent_blockers[] = {
    "mi ze", "ze setkani", "z akce", "ze schuze", "ze schuzky", "z kurzu", "z prednasky", "z udalosti", "z jednani",
    "ze seminare", "nezapomente", "papirove", "papirovou", "postou", "prilohu", "prilohy", "jak se", "jak to",
    "hvordan", "korleis", "how do", "how can", "vil ikke lenger komme", "er det mulig", "fra arrangementet",
    "fra motet", "av motet", "off the event", "from the event", "my coat", "vil ikke fa tid", "vil ikkje fa tid",
    "onskjer ikkje a delta", "ynskjer ikkje a delta", "onskjer ikkje a koma", "ynskjer ikkje a koma",
    "vil ikke lenger delta", "slett ikke", "slett ikkje", "my mind", "remove my name from the petition",
    "take my word", "take my time",
};

constexpr std::string_view start_table[] = {
    "start", "zacit", "zacatek", "prihlasit", "prihlaste me", "prihlasit se", "registruj", "registrovat", "obnovit",
    "meld pa", "meld meg pa", "pamelding", "pameld", "begynn", "begynne", "unstop", "subscribe", "resubscribe",
    "odebirat", "abonner", "abonnere", "znovu prihlasit", "opt in", "optin",
};
constexpr std::string_view help_table[] = {
    "help", "pomoc", "napoveda", "info", "informace", "hjelp", "hjelp meg", "help me", "pomozte", "pomozte mi",
    "hilfe", "informasjon", "information", "potrebuji pomoc", "trenger hjelp", "treng hjelp", "i need help",
    "need help",
};
constexpr std::string_view greeting_table[] = {
    "dobry den", "dobry vecer", "dobre rano", "hezky den", "pekny den", "krasny den", "zdravim", "ahoj", "cau",
    "vazeni", "vazena", "vazeny", "mily", "mila", "mili", "hei", "hej", "hallo", "heisann", "god dag", "god morgen",
    "god kveld", "kjaere", "kjare", "hi", "hello", "dear", "good morning", "good afternoon", "good evening", "hey",
    "guten tag",
};
constexpr std::string_view closing_table[] = {
    "s pozdravem", "s pranim", "s uctou", "hezky den", "pekny den", "hezky vecer", "mejte se", "zdravi", "preji",
    "med vennlig hilsen", "med vennleg helsing", "vennlig hilsen", "vennleg helsing", "beste hilsen", "hilsen",
    "helsing", "mvh", "vh", "ha en fin", "ha ein fin", "best regards", "kind regards", "regards", "best", "sincerely",
    "yours", "cheers", "mit freundlichen", "warm regards", "all the best", "dekuji", "dekujeme", "diky", "takk",
    "thanks", "thank you",
};
// clang-format on

} // namespace

std::span<const Entry> entries(std::string_view language)
{
    if (language == "cs") return czech;
    if (language == "no") return norwegian;
    return english;
}
std::span<const std::string_view> ambiguous()
{
    return ambiguous_table;
}
std::span<const std::string_view> never_typos()
{
    return typo_table;
}
std::span<const std::string_view> opt_out_words()
{
    return opt_out_table;
}
std::span<const std::string_view> opt_out_company()
{
    return company_table;
}
std::span<const std::string_view> opt_out_phrases()
{
    return intent_table;
}
std::span<const std::string_view> opt_out_blockers()
{
    return intent_blockers;
}
std::span<const std::string_view> start_words()
{
    return start_table;
}
std::span<const std::string_view> help_words()
{
    return help_table;
}
std::span<const std::string_view> greetings()
{
    return greeting_table;
}
std::span<const std::string_view> closings()
{
    return closing_table;
}

} // namespace dosah::responses::lexicon
