// SPDX-License-Identifier: EUPL-1.2
#include "web/exchange.h"

#include "base/crypto.h"
#include "base/error.h"
#include "content/locale.h"
#include "web/brand.h"

#include <charconv>

namespace dosah::web {

namespace {

/// Texts without arguments, so that templates can name them: "console.label.sign_in" is {{t_sign_in}}.
content::View labels(const content::Catalogs& catalogs, const std::string& locale, const std::string& prefix)
{
    content::View view;
    for (const std::string& key : catalogs.keys("en"))
        if (key.starts_with(prefix)) view.set("t_" + key.substr(prefix.size()), catalogs.text(locale, key));
    return view;
}

std::string theme_url(const std::string& name, const std::string& colour)
{
    return "/theme/" + name + ".css?v=" + sha256_hex(brand_css(colour)).substr(0, 16);
}

} // namespace

Shared::Shared(Site given)
    : site(std::move(given)), assets(site.share_folder + "/templates/assets"),
      wrong_tokens(site.services.clock, 30, std::chrono::seconds(10)),
      sign_ins(site.services.clock, 10, std::chrono::seconds(30)),
      wrong_codes(site.services.clock, 10, std::chrono::seconds(30)),
      wrong_codes_of_all(site.services.clock, 5000, std::chrono::milliseconds(200)),
      door_visits(site.services.clock, 300, std::chrono::milliseconds(500)),
      door_visits_of_all(site.services.clock, 1, std::chrono::hours(24)),
      figures(site.services.clock, std::chrono::seconds(5)), counts(site.services.clock)
{
    for (const std::string& locale : content::locales()) {
        console_labels.emplace(locale, labels(site.services.catalogs, locale, "console.label."));
        public_labels.emplace(locale, labels(site.services.catalogs, locale, "public.label."));
    }
}

std::int64_t Exchange::number(const std::string& name) const
{
    const std::string& text = parameter(name);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value <= 0)
        throw missing_error("there is nothing at this address");
    return value;
}

std::string Exchange::query(const std::string& name) const
{
    const auto found = request.query.find(name);
    return found == request.query.end() ? "" : found->second;
}

std::string Exchange::field(const std::string& name) const
{
    const auto found = form.find(name);
    return found == form.end() ? "" : found->second;
}

std::string Exchange::locale() const
{
    if (user && content::is_locale(user->locale)) return user->locale;
    return accepted_locale(request.header("accept-language")).value_or(content::locales().front());
}

std::string Exchange::text(const std::string& key, const content::Arguments& arguments) const
{
    return shared.services().catalogs.text(locale(), key, arguments,
                                           organisation ? organisation->time_zone : std::string("UTC"));
}

std::string Exchange::actor() const
{
    return user ? "user:" + std::to_string(user->id) : "recipient";
}

std::string theme_url(const organisations::Organisation& organisation)
{
    return theme_url(organisation.key, organisation.brand_colour);
}

std::string default_theme_url()
{
    return theme_url(default_theme, "");
}

} // namespace dosah::web
