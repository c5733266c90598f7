// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "tests/unit/cli/shell.h"

namespace dosah::tests {

/// A town whose campaign's audience is drawn by lot; a third of its people are seniors.
class DrawnTown : public Shell
{
public:
    explicit DrawnTown(int people = 12, int invited = 4, int held_out = 2)
    {
        run({"org", "add", "lipova", "--name", "Město Lipová", "--sender-email", "mesto@lipova.test", "--no-approval"});
        run({"connector", "add", "capture", "--org", "lipova"});
        std::string csv = "jméno,příjmení,email,pohlaví,rok narození,město\n";
        for (int i = 0; i < people; ++i)
            csv += "Jana,Vzorová" + std::to_string(i) + ",osoba" + std::to_string(i) + "@osoba.example,žena," +
                   std::to_string(3 * i < people ? 1950 : 1990) + ",Lipová\n";
        write("people.csv", csv);
        imported = run({"contacts", "import", path("people.csv"), "--org", "lipova", "--legal-basis", "public_task"});
        write("campaign.json", R"({"key": "forum", "name": "Fórum", "event": {"title": {"cs": "Fórum"}, "place": "Sál",
            "starts": "2040-10-27T17:00", "ends": "2040-10-27T19:00"}, "channels": ["email"],
            "audience": {"query": "has email", "draw": {"size": )" +
                                   std::to_string(invited) + R"(, "holdout": )" + std::to_string(held_out) +
                                   R"(, "seed_source": "Sportka 2040"}}})");
        loaded = run({"campaign", "load", path("campaign.json"), "--org", "lipova"});
        launched = run({"campaign", "launch", "forum", "--org", "lipova", "--recipients", std::to_string(invited)});
    }

    Ran imported;
    Ran loaded;
    Ran launched;
};

} // namespace dosah::tests
