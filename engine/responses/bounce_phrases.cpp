// SPDX-License-Identifier: EUPL-1.2
#include "responses/bounce_phrases.h"

namespace dosah::responses::phrases {

namespace {

// clang-format off
constexpr Reason reason_table[] = {
    // The address is right, the box has no room.
    {"mailbox full", "mailbox_full", false}, {"mailbox is full", "mailbox_full", false},
    {"full mailbox", "mailbox_full", false}, {"mailbox for user is full", "mailbox_full", false},
    {"over quota", "mailbox_full", false}, {"overquota", "mailbox_full", false},
    {"over disk quota", "mailbox_full", false},
    {"overdrawn", "mailbox_full", false}, {"exceeding their quota", "mailbox_full", false},
    {"quota exceed", "mailbox_full", false}, {"exceeded quota", "mailbox_full", false},
    {"exceeded the quota", "mailbox_full", false},
    {"exceeds quota", "mailbox_full", false}, {"exceed the quota", "mailbox_full", false},
    {"exceeded its quota", "mailbox_full", false},
    {"exceeded his quota", "mailbox_full", false}, {"exceeded their quota", "mailbox_full", false},
    {"quota violation", "mailbox_full", false}, {"beyond the quota", "mailbox_full", false},
    {"out of quota", "mailbox_full", false},
    {"mailbox quota", "mailbox_full", false}, {"disk quota", "mailbox_full", false},
    {"quota has been", "mailbox_full", false},
    {"not enough space", "mailbox_full", false},
    {"would exceed mailbox", "mailbox_full", false},
    {"exceeded storage", "mailbox_full", false}, {"exceeds the storage", "mailbox_full", false},
    {"storage limit", "mailbox_full", false}, {"mailbox size limit", "mailbox_full", false},
    {"mailbox limit", "mailbox_full", false},
    {"out of storage space", "mailbox_full", false}, {"not enough storage", "mailbox_full", false},
    {"no space left", "mailbox_full", false}, {"inbox is full", "mailbox_full", false},
    {"box is full", "mailbox_full", false},
    {"too many messages", "mailbox_full", false}, {"zuviele mails", "mailbox_full", false},
    {"disk space", "mailbox_full", false}, {"mailbox exceeds", "mailbox_full", false},
    {"mailbox has exceeded", "mailbox_full", false}, {"would be over the allowed quota", "mailbox_full", false},
    {"schranka je plna", "mailbox_full", false}, {"plna schranka", "mailbox_full", false},
    {"plnou schranku", "mailbox_full", false},
    {"prekrocena kvota", "mailbox_full", false}, {"prekrocil kvotu", "mailbox_full", false},
    {"prekrocena velikost schranky", "mailbox_full", false},
    {"schranka prijemce je plna", "mailbox_full", false}, {"postboksen er full", "mailbox_full", false},
    {"postkassen er full", "mailbox_full", false}, {"innboksen er full", "mailbox_full", false},
    {"full postkasse", "mailbox_full", false},
    {"postkassa er full", "mailbox_full", false}, {"innboksen til mottakeren er full", "mailbox_full", false},
    {"postfach ist voll", "mailbox_full", false}, {"postfach des empfangers ist voll", "mailbox_full", false},
    {"boite pleine", "mailbox_full", false}, {"skrzynka pelna", "mailbox_full", false},
    {"skrzynka jest pelna", "mailbox_full", false},
    // Nobody is there under that name.
    {"user unknown", "unknown_user", true}, {"unknown user", "unknown_user", true},
    {"user is unknown", "unknown_user", true},
    {"unknown recipient", "unknown_user", true}, {"recipient unknown", "unknown_user", true},
    {"recipient is unknown", "unknown_user", true},
    {"unknown local", "unknown_user", true}, {"unknown address", "unknown_user", true},
    {"address unknown", "unknown_user", true},
    {"addressee unknown", "unknown_user", true}, {"unknown or illegal", "unknown_user", true},
    {"unknown mailbox", "unknown_user", true},
    {"unknown alias", "unknown_user", true}, {"mailbox unknown", "unknown_user", true},
    {"unknown account", "unknown_user", true},
    {"account unknown", "unknown_user", true}, {"no such user", "unknown_user", true},
    {"no such recipient", "unknown_user", true},
    {"no such mailbox", "unknown_user", true}, {"no such account", "unknown_user", true},
    {"no such address", "unknown_user", true},
    {"no such person", "unknown_user", true}, {"no such local", "unknown_user", true},
    {"no such email", "unknown_user", true},
    {"no such id", "unknown_user", true}, {"no such name", "unknown_user", true},
    {"mail-box not found", "unknown_user", true}, {"no mailbox found", "unknown_user", true},
    {"no mail box available", "unknown_user", true}, {"bad_recipient", "unknown_user", true},
    {"no user by that name", "unknown_user", true}, {"no mailbox by that name", "unknown_user", true},
    {"no mailbox here", "unknown_user", true},
    {"no account by that name", "unknown_user", true}, {"no user with that name", "unknown_user", true},
    {"no one here by", "unknown_user", true},
    {"no known recipient", "unknown_user", true}, {"no valid recipient", "unknown_user", true},
    {"no matches to nameserver", "unknown_user", true},
    {"is not a known user", "unknown_user", true}, {"not a known user", "unknown_user", true},
    {"not a valid user", "unknown_user", true},
    {"not a valid mailbox", "unknown_user", true}, {"not a valid address", "unknown_user", true},
    {"not our customer", "unknown_user", true},
    {"user not found", "unknown_user", true}, {"recipient not found", "unknown_user", true},
    {"mailbox not found", "unknown_user", true},
    {"address not found", "unknown_user", true}, {"address couldn't be found", "unknown_user", true},
    {"address could not be found", "unknown_user", true},
    {"recipientnotfound", "unknown_user", true}, {"recipnotfound", "unknown_user", true},
    {"not found by smtp address lookup", "unknown_user", true},
    {"wasn't found at", "unknown_user", true}, {"was not found at", "unknown_user", true},
    {"user does not exist", "unknown_user", true}, {"does not exist in our", "unknown_user", true},
    {"mailbox does not exist", "unknown_user", true},
    {"account that you tried to reach does not exist", "unknown_user", true},
    {"address does not exist", "unknown_user", true},
    {"account does not exist", "unknown_user", true}, {"recipient does not exist", "unknown_user", true},
    {"user doesn't exist", "unknown_user", true},
    {"addresses failed verification", "unknown_user", true},
    {"address you entered couldn't be found", "unknown_user", true},
    {"doesn't have a yahoo", "unknown_user", true}, {"does not have a yahoo", "unknown_user", true},
    {"doesn't have an account", "unknown_user", true}, {"does not have an account", "unknown_user", true},
    {"recipient no longer", "unknown_user", true}, {"no longer on server", "unknown_user", true},
    {"no longer valid", "unknown_user", true}, {"no longer active", "unknown_user", true},
    {"no longer exists", "unknown_user", true}, {"no longer works", "unknown_user", true},
    {"no longer with", "unknown_user", true}, {"no longer in use", "unknown_user", true},
    {"no longer available", "unknown_user", true}, {"not listed in", "unknown_user", true},
    {"invalid recipient", "unknown_user", true},
    {"invalid mailbox", "unknown_user", true}, {"invalid user", "unknown_user", true},
    {"invalid address", "unknown_user", true},
    {"invalid final delivery userid", "unknown_user", true}, {"bad destination mailbox", "unknown_user", true},
    {"recipient name is not recognized", "unknown_user", true}, {"not recognized", "unknown_user", true},
    {"unrouteable address", "unknown_user", true},
    {"unroutable address", "unknown_user", true}, {"unrouteable mail domain", "unknown_host", true},
    {"did not exactly match", "unknown_user", true},
    {"does not have a final email delivery point", "unknown_user", true},
    {"not in the server", "unknown_user", true}, {"user reject", "unknown_user", true},
    {"mailbox unavailable", "unknown_user", true}, {"mailbox not available", "unknown_user", true},
    {"unavailable mailbox", "unknown_user", true},
    {"recipient address rejected: access denied", "unknown_user", true}, {"recipient rejected", "unknown_user", true},
    {"recipient address rejected: undeliverable", "unknown_user", true},
    {"account is disabled", "unknown_user", true}, {"account disabled", "unknown_user", true},
    {"disabled account", "unknown_user", true},
    {"has been disabled", "unknown_user", true}, {"mailbox disabled", "unknown_user", true},
    {"mailbox is disabled", "unknown_user", true},
    {"user disabled", "unknown_user", true}, {"user account is disabled", "unknown_user", true},
    {"account has been suspended", "unknown_user", true},
    {"is inactive", "unknown_user", true}, {"mailbox inactive", "unknown_user", true},
    {"inactive user", "unknown_user", true}, {"is not active", "unknown_user", true},
    {"not an active", "unknown_user", true},
    {"account inactive", "unknown_user", true}, {"deactivated", "unknown_user", true},
    {"account closed", "unknown_user", true}, {"account has been closed", "unknown_user", true},
    {"account expired", "unknown_user", true}, {"discontinued", "unknown_user", true},
    {"not accepting mail", "unknown_user", true}, {"not accepting messages", "unknown_user", true},
    {"does not accept mail", "unknown_user", true}, {"isn't accepting mail", "unknown_user", true},
    {"this account is not allowed", "unknown_user", true},
    {"uzivatel neexistuje", "unknown_user", true}, {"neznamy uzivatel", "unknown_user", true},
    {"neznamy prijemce", "unknown_user", true},
    {"schranka neexistuje", "unknown_user", true}, {"prijemce neexistuje", "unknown_user", true},
    {"adresa neexistuje", "unknown_user", true}, {"adresat neexistuje", "unknown_user", true},
    {"adresu se nepodarilo najit", "unknown_user", true}, {"adresa nebyla nalezena", "unknown_user", true},
    {"adresa nenalezena", "unknown_user", true}, {"prijemce nebyl nalezen", "unknown_user", true},
    {"schranka nebyla nalezena", "unknown_user", true}, {"neexistujici schranka", "unknown_user", true},
    {"neexistujici uzivatel", "unknown_user", true}, {"neexistujici adresa", "unknown_user", true},
    {"schranka je zablokovana", "unknown_user", true}, {"schranka byla zrusena", "unknown_user", true},
    {"nebyla v e-mailovem systemu prijemce nalezena", "unknown_user", true},
    {"ukjent bruker", "unknown_user", true}, {"ukjent mottaker", "unknown_user", true},
    {"brukeren finnes ikke", "unknown_user", true}, {"mottakeren finnes ikke", "unknown_user", true},
    {"adressen finnes ikke", "unknown_user", true}, {"finnes ikke hos", "unknown_user", true},
    {"ble ikke funnet", "unknown_user", true}, {"fant ikke adressen", "unknown_user", true},
    {"kontoen finnes ikke", "unknown_user", true}, {"vart ikkje funnen", "unknown_user", true},
    {"empfanger unbekannt", "unknown_user", true}, {"unbekannter empfanger", "unknown_user", true},
    {"benutzer unbekannt", "unknown_user", true}, {"adresse wurde nicht gefunden", "unknown_user", true},
    {"existiert nicht", "unknown_user", true},
    {"n'existe pas", "unknown_user", true}, {"nie istnieje", "unknown_user", true},
    {"no existe", "unknown_user", true}, {"utente non", "unknown_user", true},
    {"konto jest zablokowane", "unknown_user", true},
    // The domain has no mail.
    {"host unknown", "unknown_host", true}, {"unknown host", "unknown_host", true},
    {"host or domain name not found", "unknown_host", true}, {"name or service not known", "unknown_host", true},
    {"host not found", "unknown_host", true}, {"no such host", "unknown_host", true},
    {"no such domain", "unknown_host", true}, {"domain not found", "unknown_host", true},
    {"domain does not exist", "unknown_host", true}, {"domain doesn't exist", "unknown_host", true},
    {"domain wasn't found", "unknown_host", true}, {"domain couldn't be found", "unknown_host", true},
    {"unknown domain", "unknown_host", true}, {"nxdomain", "unknown_host", true},
    {"invalid domain", "unknown_host", true}, {"malformed or unexpected name server reply", "unknown_host", true},
    {"bad destination host", "unknown_host", true}, {"couldn't find any host", "unknown_host", true},
    {"malformed name server reply", "unknown_host", true}, {"name service error", "unknown_host", true},
    {"no mx record", "unknown_host", true}, {"nullmx", "unknown_host", true}, {"null mx", "unknown_host", true},
    {"does not accept mail (nullmx)", "unknown_host", true}, {"could not find a gateway", "unknown_host", true},
    {"unable to resolve route", "unknown_host", true},
    {"all relevant mx records point to non-existent hosts", "unknown_host", true},
    {"domena neexistuje", "unknown_host", true}, {"domena nebyla nalezena", "unknown_host", true},
    {"domenet finnes ikke", "unknown_host", true}, {"domenet ble ikke funnet", "unknown_host", true},
    {"domain wurde nicht gefunden", "unknown_host", true},
    // Gone elsewhere.
    {"has moved to", "moved", true}, {"user has moved", "moved", true}, {"mailbox has moved", "moved", true},
    {"new e-mail address", "moved", true}, {"new email address", "moved", true},
    {"address has changed", "moved", true}, {"adresa se zmenila", "moved", true},
    {"does not exist", "unknown_user", true}, {"doesn't exist", "unknown_user", true},
    {"neexistuje", "unknown_user", true}, {"nenasel", "unknown_user", true},
    {"nebyl nalezen", "unknown_user", true}, {"nebyla nalezena", "unknown_user", true},
    {"finnes ikke", "unknown_user", true},
    {"finst ikkje", "unknown_user", true},
    // What follows says more of us or of the day than of the address.
    {"authentication required", "auth", false}, {"spf fail", "auth", false}, {"(spf)", "auth", false},
    {"dkim", "auth", false}, {"dmarc", "auth", false}, {"unauthenticated", "auth", false},
    {"sender id", "auth", false}, {"not authenticated", "auth", false},
    {"message too large", "too_big", false}, {"message too big", "too_big", false},
    {"message size exceeds", "too_big", false}, {"size limit", "too_big", false}, {"exceeds size", "too_big", false},
    {"exceeds the maximum", "too_big", false}, {"exceeds maximum", "too_big", false},
    {"exceeded maximum", "too_big", false}, {"maximum message size", "too_big", false},
    {"too large", "too_big", false}, {"zprava je prilis velka", "too_big", false},
    {"meldingen er for stor", "too_big", false}, {"nachricht ist zu gross", "too_big", false},
    {"spam", "spam", false}, {"junk", "spam", false}, {"unsolicited", "spam", false}, {"blacklist", "spam", false},
    {"black list", "spam", false}, {"blocklist", "spam", false}, {"block list", "spam", false},
    {"blocked", "spam", false}, {"surbl", "spam", false}, {"uribl", "spam", false}, {"dnsbl", "spam", false},
    {"rbl", "spam", false}, {"reputation", "spam", false}, {"bulk mail", "spam", false},
    {"content rejected", "spam", false}, {"message content", "spam", false}, {"content filter", "spam", false},
    {"virus", "spam", false}, {"nevyzadan", "spam", false}, {"soppelpost", "spam", false},
    {"message expired", "expired", false}, {"delivery time expired", "expired", false}, {"expired", "expired", false},
    {"in the queue too long", "expired", false}, {"queue too long", "expired", false},
    {"retry time", "expired", false}, {"retry timeout", "expired", false}, {"allowed queue period", "expired", false},
    {"connection timed out", "expired", false}, {"timed out", "expired", false},
    {"connection refused", "expired", false}, {"not responding", "expired", false}, {"unreachable", "expired", false},
    {"no route to host", "expired", false}, {"could not connect", "expired", false},
    {"cannot connect", "expired", false}, {"unable to connect", "expired", false},
    {"wasn't able to establish an smtp connection", "expired", false}, {"was aborted after", "expired", false},
    {"attempts to deliver", "expired", false}, {"attempt(s) to deliver", "expired", false},
    {"lost connection", "expired", false}, {"vyprsel", "expired", false}, {"utlopt", "expired", false},
    {"zeituberschreitung", "expired", false},
    {"greylist", "policy", false}, {"graylist", "policy", false}, {"relaying denied", "policy", false},
    {"relay access denied", "policy", false}, {"not permitted to relay", "policy", false},
    {"unable to relay", "policy", false}, {"relaying", "policy", false}, {"relay", "policy", false},
    {"policy", "policy", false}, {"not authorized", "policy", false}, {"not allowed", "policy", false},
    {"not permitted", "policy", false}, {"access denied", "policy", false}, {"denied", "policy", false},
    {"refused", "policy", false}, {"prohibited", "policy", false}, {"rejected for", "policy", false},
    {"rcpthosts", "policy", false}, {"zamitnut", "policy", false}, {"odmitnut", "policy", false},
    {"avvist", "policy", false}, {"abgelehnt", "policy", false},
};

constexpr std::string_view daemon_table[] = {
    "mailer-daemon", "mailerdaemon", "mailer_daemon", "maildaemon", "mail-daemon", "postmaster", "mdaemon",
    "mail delivery system",
    "mail delivery subsystem", "mail.delivery.system", "delivery subsystem", "mail delivery service",
    "mail administrator",
    "system administrator", "mail system", "mailsystem", "mail_service", "microsoft outlook", "microsoftexchange",
    "imss", "ndr",
    "maildelivery", "mail-delivery", "mmdf", "bounce", "bounces", "daemon@",
};

constexpr std::string_view subject_table[] = {
    "undeliver", "undelivered", "returned mail", "returned to sender", "mail delivery fail", "mail delivery problem",
    "mail delivery warning",
    "mail delivery status", "delivery status notification", "delivery failure", "delivery report",
    "delivery has failed", "delivery failed", "delivery notification",
    "delivery problem", "delivery error", "permanent delivery failure", "failure notice", "failure delivery",
    "failed mail", "failed delivery", "failed:",
    "mail system error", "mail failed", "warning: mail", "mail could not be delivered", "mail failure", "mail error",
    "message delivery failure", "message undeliverable",
    "message status - undeliverable", "non-delivery", "nondeliverable", "non delivery", "non remis",
    "email delivery failure", "[postmaster] email delivery",
    "error sending", "error delivering", "automatically rejected mail", "rejected:", "message not delivered",
    "message could not be delivered", "could not deliver", "couldn't deliver",
    "unzustellbar", "nicht zustellbar", "zustellung fehlgeschlagen", "mail nicht zugestellt", "nedorucitelne",
    "nedorucena", "nedoruceno", "nedorucitelna", "zprava nebyla dorucena", "zpravu se nepodarilo", "vracena zprava",
    "vracena posta", "chyba pri dorucovani", "chyba doruceni", "oznameni o nedoruceni", "oznameni o stavu doruceni",
    "kan ikke leveres", "kunne ikke leveres", "ikke levert", "uleverbar", "ikke leverbar", "kunne ikkje leverast",
    "ikkje levert", "leveringsfeil", "levering mislykkes", "levering mislyktes", "feil ved levering",
    "leveringsstatus", "returnert e-post", "returnert melding",
    "warning: could not send", "warning: message", "delayed mail", "delayed:", "delivery delayed", "message delayed",
    "delivery status", "zpozdeno", "zpozdena", "forsinket", "verzogert", "email undeliver", "mail undeliver",
    "mail returned", "message returned", "nao entregue", "mensaje no entregado", "echec de remise",
};

constexpr std::string_view failure_table[] = {
    "could not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered",
    "was not delivered", "were not delivered", "wasn't delivered", "not been delivered", "was undeliverable",
    "is undeliverable", "undeliverable address", "undeliverable message", "could not deliver", "couldn't deliver",
    "unable to deliver", "able to deliver", "failed permanently", "delivery to the following recipient",
    "delivery to these recipients", "delivery has failed", "delivery failed", "delevery to the following",
    "not delivered to the following",
    "did not reach the following", "did not reach some or all", "could not be reached", "permanent fatal errors",
    "permanent error", "had permanent", "did not receive", "following addresses had", "following address(es) failed",
    "failed recipients", "failed recipient:", "error-for:", "unknown user:", "could not send your message",
    "was automatically rejected", "rejected your message", "has been rejected", "was rejected",
    "message was not accepted", "returned to sender", "returning message", "has been returned", "couldn't be found",
    "delivery errors", "problem delivering", "problems delivering", "error while delivering", "error delivering",
    "unable to send", "exhausted all delivery attempts", "message undelivered", "transcript of session follows",
    "no such user", "not a valid user", "no user by that name", "user unknown", "failed addresses",
    "no valid recipients", "n'a pas pu", "invalid final delivery userid", "message wasn't delivered",
    "smtp error from remote",
    "nebyla dorucena", "nelze dorucit", "nebylo mozne dorucit", "nebylo mozno dorucit", "nepodarilo dorucit",
    "nepodarilo se dorucit", "nemohla byt dorucena", "nemohl byt dorucen", "nebyl dorucen", "dorucit se nepodarilo",
    "doruceni se nezdarilo", "doruceni selhalo", "doruceni zpravy selhalo", "doruceni techto prijemcum",
    "se nepodarilo odeslat",
    "kunne ikke leveres", "kan ikke leveres", "ble ikke levert", "ikke levert", "kunne ikkje leverast",
    "vart ikkje levert", "levering mislyktes", "levering til disse mottakerne", "leveringen mislyktes",
    "kunne ikke levere", "fikk ikke levert", "konnte nicht zugestellt", "nicht zugestellt werden",
    "zustellung fehlgeschlagen", "fehler bei der zustellung", "folgenden empfanger", "n'a pas pu etre",
    "nie mogla zostac", "nie zostala dostarczona", "no se pudo entregar",
};

constexpr std::string_view delay_table[] = {
    "has not yet been delivered", "not yet been delivered", "have not been delivered yet", "still being retried",
    "will continue to try", "will continue to be", "will keep trying", "will be retried", "will retry",
    "delivery attempts will continue", "warning message only", "this is a warning", "advisory-only",
    "has been postponed", "has been delayed", "is delayed", "was delayed", "message delayed", "delivery delayed",
    "delayed mail", "delayed:", "delivery is delayed", "status notification (delay)", "transient non-fatal errors",
    "temporary problem delivering", "do not need to resend", "don't need to resend", "warning: could not send",
    "delivery incomplete", "gmail will retry",
    "byla zpozdena", "bylo zpozdeno", "zpozdeni", "zpozdeno:", "pokusime znovu", "budeme se pokouset",
    "system se bude dale pokouset", "er forsinket", "forsinket:", "ble forsinket", "vil fortsette a prove",
    "prover igjen", "vil fortsetje a prove", "verzogert", "weitere zustellversuche",
};

constexpr std::string_view delivery_table[] = {
    "successfully delivered", "was delivered to the following", "has been delivered to the following",
    "been successfully relayed", "successful mail delivery report", "delivery status notification (success)",
    "delivery status notification (relay)", "status notification (relay)", "delivered:", "relayed:",
    "byla uspesne dorucena", "doruceno:", "predano:", "ble levert", "levert:", "videresendt til e-postsystem",
    "erfolgreich zugestellt", "zugestellt:",
};

constexpr std::string_view original_table[] = {
    "this is a copy of the message", "this is a copy of your message", "this is a copy of",
    "below this line is a copy", "below the next line is a copy", "copy of the original message",
    "a copy of the original", "original message follows", "original message -----", "original message below",
    "original message as received", "original message header", "original message:", "original message attached",
    "----- original message", "------ original message", "message headers follow", "message header follows",
    "headers of the original", "header of the original", "header and top", "message follows", "original message ---",
    "returned mail ----", "returned message", "unsent message below", "unsent message follows",
    "forwarded message ----", "---- forwarded message", "the first 50 lines of", "lines of your original",
    "original mail follows", "message body suppressed", "puvodni zprava", "puvodni zpravy", "kopie zpravy",
    "hlavicky puvodni", "opprinnelig melding", "opprinnelige meldingshoder", "opphavleg melding", "kopi av meldingen",
    "ursprungliche nachricht", "kopfzeilen", "-------- message", "message text follows",
};

constexpr std::string_view not_recipient_table[] = {
    "from:", "sender:", "reply-to:", "return-path:", "message-id", "contact", "assistance", "postmaster",
    "please send", "questions", "generating server", "reporting-mta", "help", "received:", "by:", "mail from:",
    "mail from <", "generated from", "expanded from", "envelope-from", "references:", "in-reply-to", "od:", "fra:",
    "von:", "system contact", "locator", "x-", "for more information", "accepting mail from", "dkim", "signature",
    "sent by",
};
// clang-format on

} // namespace

std::span<const Reason> reasons()
{
    return reason_table;
}
std::span<const std::string_view> daemon_names()
{
    return daemon_table;
}
std::span<const std::string_view> bounce_subjects()
{
    return subject_table;
}
std::span<const std::string_view> failures()
{
    return failure_table;
}
std::span<const std::string_view> delays()
{
    return delay_table;
}
std::span<const std::string_view> deliveries()
{
    return delivery_table;
}
std::span<const std::string_view> original_marks()
{
    return original_table;
}
std::span<const std::string_view> not_recipients()
{
    return not_recipient_table;
}

} // namespace dosah::responses::phrases
