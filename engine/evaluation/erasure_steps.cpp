// SPDX-License-Identifier: EUPL-1.2
#include "evaluation/erasure_steps.h"

#include "campaigns/erasure.h"
#include "delivery/erasure.h"
#include "evaluation/erased_people.h"
#include "responses/erasure.h"

namespace dosah::evaluation {

contacts::ErasureSteps erasure_steps()
{
    contacts::ErasureSteps steps;
    steps.push_back(erasure_step());
    steps.push_back(responses::erasure_step());
    steps.push_back(delivery::erasure_step());
    steps.push_back(campaigns::erasure_step());
    return steps;
}

} // namespace dosah::evaluation
