// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "web/exchange.h"

/// The handlers that the table of routes names, one group to a file of the same name.
namespace dosah::web {

// public_invitation.cpp: a recipient's invitation
Response show_invitation(Exchange& exchange);
Response take_answer(Exchange& exchange);
Response show_thanks(Exchange& exchange);
Response take_details(Exchange& exchange);
Response event_calendar_file(Exchange& exchange);

// public_not_me.cpp: the address is somebody else's, or the person has moved
Response ask_not_me(Exchange& exchange);
Response take_not_me(Exchange& exchange);

// public_data.cpp: what is held about a person
Response ask_data(Exchange& exchange);
Response send_data(Exchange& exchange);
Response ask_open_data(Exchange& exchange);
Response open_data(Exchange& exchange);
Response download_data(Exchange& exchange);
Response correct_data(Exchange& exchange);
Response erase_data(Exchange& exchange);

// public_unsubscribe.cpp
Response ask_unsubscribe(Exchange& exchange);
Response do_unsubscribe(Exchange& exchange);

// public_preferences.cpp
Response show_preferences(Exchange& exchange);
Response save_preferences(Exchange& exchange);

// public_code.cpp: the short code of a letter
Response show_code_form(Exchange& exchange);
Response take_code(Exchange& exchange);
Response open_code(Exchange& exchange);

// public_door.cpp: visitors at the door of an event
Response show_door(Exchange& exchange);
Response enter_door(Exchange& exchange);
Response show_door_thanks(Exchange& exchange);

// hooks.cpp: what calls us that is not a browser
Response take_hook(Exchange& exchange);
Response show_health(Exchange& exchange);

// metrics.cpp: for Prometheus
Response show_metrics(Exchange& exchange);

// static_files.cpp
Response serve_asset(Exchange& exchange);
Response serve_theme(Exchange& exchange);
Response serve_robots(Exchange& exchange);

// console_sign_in.cpp
Response show_login(Exchange& exchange);
Response do_login(Exchange& exchange);
Response do_logout(Exchange& exchange);

// console_campaigns.cpp
Response show_home(Exchange& exchange);
Response list_campaigns(Exchange& exchange);

// console_progress.cpp
Response show_campaign(Exchange& exchange);
Response campaign_progress_fragment(Exchange& exchange);
Response pause_campaign_form(Exchange& exchange);
Response resume_campaign_form(Exchange& exchange);
Response ask_cancel_campaign(Exchange& exchange);
Response cancel_campaign_form(Exchange& exchange);

// console_steps.cpp: what moves a campaign on, its event, test messages
Response ask_launch(Exchange& exchange);
Response launch_campaign_form(Exchange& exchange);
Response submit_campaign_form(Exchange& exchange);
Response approve_campaign_form(Exchange& exchange);
Response recall_campaign_form(Exchange& exchange);
Response ask_event_change(Exchange& exchange);
Response change_event_form(Exchange& exchange);
Response ask_cancel_event(Exchange& exchange);
Response cancel_event_form(Exchange& exchange);
Response decide_event_change(Exchange& exchange);
Response approve_wave_form(Exchange& exchange);
Response send_test_form(Exchange& exchange);

// console_texts.cpp: a campaign's own texts, as long as it is not launched
Response show_texts(Exchange& exchange);
Response save_texts_form(Exchange& exchange);

// console_preview.cpp: what a message will look like for somebody
Response show_preview(Exchange& exchange);
Response preview_html(Exchange& exchange);

// console_reach.cpp
Response show_reach(Exchange& exchange);
Response reach_as_csv(Exchange& exchange);
Response reach_as_json(Exchange& exchange);

// console_reports.cpp: protected figures, for evaluators
Response list_reports(Exchange& exchange);
Response show_report(Exchange& exchange);
Response release_report_form(Exchange& exchange);
Response download_report(Exchange& exchange);

// console_programme.cpp: likewise of several organisations together
std::string programme_page(const std::string& key);
Response show_programme(Exchange& exchange);
Response download_programme(Exchange& exchange);

// console_replies.cpp
Response show_replies(Exchange& exchange);
Response decide_reply(Exchange& exchange);

// console_duplicates.cpp: contacts that may be one person
Response list_duplicates(Exchange& exchange);
Response decide_duplicate(Exchange& exchange);

// console_letters.cpp: letters to print, slips that came back
Response show_letters(Exchange& exchange);
Response print_letters_form(Exchange& exchange);
Response show_letter_print(Exchange& exchange);
Response record_slip_form(Exchange& exchange);

// console_phone.cpp: whom to call
Response show_phone_list(Exchange& exchange);
Response record_call_form(Exchange& exchange);
Response print_phone_list(Exchange& exchange);

// console_door.cpp: who came
Response show_check_in(Exchange& exchange);
Response check_in_form(Exchange& exchange);
Response show_door_sheet(Exchange& exchange);

// console_doubt.cpp: messages of which nobody can know whether they went out
Response list_doubt(Exchange& exchange);
Response ask_doubt(Exchange& exchange);
Response ask_all_doubt(Exchange& exchange);
Response settle_doubt(Exchange& exchange);

// sandbox.cpp: what capture connectors kept
Response show_sandbox(Exchange& exchange);
Response sandbox_mail(Exchange& exchange);

} // namespace dosah::web
