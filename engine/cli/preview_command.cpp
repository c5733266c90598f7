// SPDX-License-Identifier: EUPL-1.2
#include "cli/preview_command.h"

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "campaigns/preview.h"
#include "cli/campaign_words.h"
#include "cli/printable.h"
#include "evaluation/report_head.h"

#include <filesystem>
#include <fstream>
#include <ostream>

namespace dosah::cli {

namespace {

/// A number alone says whose campaign it is; a key does where there is one organisation only.
campaigns::Campaign find_anywhere(Context& context, const std::optional<std::string>& org, const std::string& name)
{
    if (org) return find_named(context, organisations::find_organisation(context.database(), *org), name);
    const auto id = whole_number(name);
    if (!id) {
        const auto all = organisations::all_organisations(context.database());
        if (all.size() == 1) return find_named(context, all.front(), name);
        throw input_error("--org KEY is needed with a campaign's key (its number alone would do)");
    }
    store::Session session = context.database().session();
    return campaigns::find_campaign(session, evaluation::organisation_of_campaign(session, *id), *id);
}

std::string printable_lines(const std::string& text)
{
    std::string out;
    for (const std::string& line : text::lines(text))
        out += printable(line) + "\n";
    return out;
}

void write_file(const std::filesystem::path& path, const std::string& bytes)
{
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << bytes;
    out.close();
    if (!out) throw Error(ErrorKind::unavailable, "cannot write " + path.string());
}

std::string format_suffix(const campaigns::Preview& preview)
{
    if (preview.format == content::Format::usual) return "";
    return "-" + std::string(content::to_string(preview.format));
}

/// The files written, in the order of their making.
std::vector<std::string> write_files(const std::string& folder, const std::string& name,
                                     const campaigns::Preview& preview)
{
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (problem) throw Error(ErrorKind::unavailable, "cannot make the folder " + folder + ": " + problem.message());
    std::vector<std::string> written;
    const auto write = [&](const char* extension, const std::string& bytes) {
        if (bytes.empty()) return;
        const auto path = std::filesystem::path(folder) / (name + extension);
        write_file(path, bytes);
        written.push_back(path.string());
    };
    write(".eml", preview.mail);
    write(".html", preview.html);
    write(".txt", preview.text);
    return written;
}

json::Object::Ptr cost_json(const content::SmsText& sms)
{
    auto out = json::object();
    out->set("encoding", std::string(content::to_string(sms.encoding)));
    out->set("parts", sms.parts);
    out->set("units", sms.units);
    out->set("text", sms.text);
    return out;
}

std::string cost_text(const content::SmsText& sms)
{
    return std::to_string(sms.parts) + (sms.parts == 1 ? " part " : " parts ") +
           std::string(content::to_string(sms.encoding));
}

json::Object::Ptr preview_json(const campaigns::Preview& preview, const std::vector<std::string>& files)
{
    const bool is_sms = preview.channel == channel::Channel::sms;
    auto out = json::object();
    out->set("channel", std::string(to_string(preview.channel)));
    out->set("to", preview.to);
    out->set("locale", preview.locale);
    out->set("format", std::string(content::to_string(preview.format)));
    if (!is_sms) out->set("subject", preview.subject);
    out->set("text", preview.text);
    if (is_sms) {
        out->set("sms", cost_json(preview.sms));
        out->set("stripped", cost_json(preview.stripped));
    }
    auto names = json::array();
    for (const std::string& file : files)
        names->add(file);
    out->set("files", names);
    return out;
}

} // namespace

int preview(Context& context, Words& words)
{
    const bool as_json = words.flag("json");
    const auto org = words.option("org");
    const auto folder = words.option("out");
    campaigns::PreviewRequest request;
    request.locale = words.option("locale").value_or("");
    request.wave = words.option("wave").value_or(request.wave);
    if (const auto format = words.option("format")) {
        request.format = content::format_from(*format);
        if (content::to_string(*request.format) != *format)
            throw input_error("--format: write usual, easy_to_read or large_print, not \"" + *format + "\"");
    }
    if (const auto channel = words.option("channel")) request.channel = channel::channel_from(*channel);
    const auto contact = whole_number(words.required_option("contact"));
    if (!contact) throw input_error("--contact: write the number of a contact");
    request.contact_id = *contact;
    const std::string name = words.operand("CAMPAIGN");
    words.finish();

    const campaigns::Campaign campaign = find_anywhere(context, org, name);
    const campaigns::Preview preview = campaigns::preview_message(context.services(), campaign, request);
    std::vector<std::string> files;
    if (folder)
        files = write_files(*folder,
                            campaign.key + "-" + request.wave + "-" + std::to_string(request.contact_id) + "-" +
                                std::string(to_string(preview.channel)) + "-" + preview.locale + format_suffix(preview),
                            preview);
    if (as_json) {
        context.out() << json::write(preview_json(preview, files)) << '\n';
        return 0;
    }
    if (folder) {
        for (const std::string& file : files)
            context.out() << file << '\n';
        return 0;
    }
    context.out() << "To: " << printable(preview.to) << "\nLocale: " << preview.locale << '\n';
    if (preview.channel == channel::Channel::sms)
        context.out() << "Cost: " << cost_text(preview.sms) << ", without diacritics " << cost_text(preview.stripped)
                      << "\n\n";
    else
        context.out() << "Format: " << content::to_string(preview.format) << "\nSubject: " << printable(preview.subject)
                      << "\n\n";
    context.out() << printable_lines(preview.text);
    return 0;
}

} // namespace dosah::cli
