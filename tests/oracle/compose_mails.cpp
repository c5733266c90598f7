// SPDX-License-Identifier: EUPL-1.2
// Reads one JSON array of texts and writes the mails that carry them, a JSON array too.
#include "base/json.h"
#include "mime/compose.h"

#include <iostream>
#include <iterator>
#include <string>

using namespace dosah;

int main()
{
    try {
        const std::string input(std::istreambuf_iterator<char>(std::cin), {});
        const auto texts = json::parse_array(input, "standard input");
        json::Array::Ptr mails = json::array();
        for (std::size_t i = 0; i < texts->size(); ++i) {
            mime::Mail mail;
            mail.from = {"", "posta@lipova.example"};
            mail.to = {"", "jana@posta.example"};
            mail.subject = "x";
            mail.message_id = std::to_string(i) + "@lipova.example";
            mail.text = texts->getElement<std::string>(static_cast<unsigned>(i));
            mail.html = i % 2 == 0 ? "<p>x</p>" : ""; // a part among others, and alone
            mails->add(mime::compose(mail));
        }
        std::cout << json::write(mails) << '\n';
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "compose_mails: " << problem.what() << '\n';
        return 1;
    }
}
