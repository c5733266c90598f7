// SPDX-License-Identifier: EUPL-1.2
#include "campaigns/erasure.h"

namespace dosah::campaigns {

namespace {

class Erasure final : public contacts::ErasureStep
{
public:
    void erase(store::Session& session, const contacts::ErasedPerson& person, Instant) override
    {
        const std::int64_t contact_id = person.contact_id;
        for (const char* table : {"invitation_groups", "invitation_needs", "place_moves", "phone_calls", "attendances"})
            session.run("DELETE FROM " + std::string(table) +
                            " WHERE invitation_id IN (SELECT id FROM invitations WHERE contact_id = $1)",
                        {contact_id});
        session.run("UPDATE audit_log SET detail = '' WHERE subject = 'invitation' AND subject_id IN (SELECT id FROM "
                    "invitations WHERE contact_id = $1)",
                    {contact_id});
        session.run("DELETE FROM invitations WHERE contact_id = $1", {contact_id});
        session.run("DELETE FROM data_links WHERE contact_id = $1", {contact_id});
    }
};

} // namespace

std::unique_ptr<contacts::ErasureStep> erasure_step()
{
    return std::make_unique<Erasure>();
}

} // namespace dosah::campaigns
