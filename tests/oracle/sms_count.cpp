// SPDX-License-Identifier: EUPL-1.2
// Reads one JSON array of texts a line and writes encoding, parts and units of each, a line each.
#include "base/json.h"
#include "content/sms_text.h"

#include <iostream>
#include <string>

using namespace dosah;

int main()
{
    try {
        std::string line;
        while (std::getline(std::cin, line)) {
            const auto texts = json::parse_array(line, "standard input");
            for (std::size_t i = 0; i < texts->size(); ++i) {
                const auto sms = content::measure_sms(texts->getElement<std::string>(static_cast<unsigned>(i)), false);
                std::cout << content::to_string(sms.encoding) << ' ' << sms.parts << ' ' << sms.units << '\n';
            }
        }
        return 0;
    } catch (const std::exception& problem) {
        std::cerr << "sms_count: " << problem.what() << '\n';
        return 1;
    }
}
