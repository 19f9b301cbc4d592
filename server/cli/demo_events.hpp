#pragma once

#include "cli/demo_event_rows.hpp"
#include "cli/demo_firms.hpp"

#include <memory>
#include <string>
#include <vector>

namespace beihui::cli::demo
{

// One readiness item of an event: who ticks it and whether a small event needs it too. The same as
// the pack says; an event whose items do not fit it is refused, and so is the whole demonstration.
struct Item
{
    const char* id;
    bool computed;  // by a rule: only an owner is named
    bool light;     // asked of small events too
    bool offline_only;
};
const std::vector<Item>& readiness_items();

// One event on its way, from plan to archive. Each public function is one step of the timeline.
class Event
{
public:
    Event(
        Desk& desk,
        const School& school,
        const EventRow& row,
        std::vector<const Firm*> firms,
        Dice dice
    );
    virtual ~Event() = default;

    // Puts every step, up to the stage it shall reach, on the timeline.
    void plan_on(Timeline& timeline);

    const std::string& number() const { return number_; }  // empty until opened
    const EventRow& row() const { return row_; }
    const School& school() const { return school_; }
    bool has(const Firm& firm) const;

protected:
    struct Brought
    {
        const Firm* firm;
        Posting posting;
    };

    virtual std::vector<Brought> postings() const;
    virtual int booths(std::size_t index) const;
    virtual bool attends(std::size_t index);
    virtual void count_people();
    virtual void record_agreements();
    virtual void cancel_agreement();

    Desk& desk() { return desk_; }
    const std::vector<const Firm*>& firms() const { return firms_; }
    const Staff& enters() const;  // plan, participants, postings
    std::string graduate(std::size_t index) const;

private:
    const College* college() const;
    const Staff& reviews() const;  // another person than enters()
    const Staff& approves() const;
    Date held_on() const { return day(row_.held_on); }
    bool is_light() const;
    bool is_online() const;
    bool needs_permit() const { return row_.admits_public && row_.expected >= 1000; }
    bool applies(const Item& item) const;
    const Staff& owner_of(const std::string& item) const;
    Instant preparing(int days, int minutes) const;
    void plan_preparation(Timeline& timeline);
    void plan_permit(Timeline& timeline);
    void plan_approval(Timeline& timeline);
    void plan_follow_up(Timeline& timeline);
    void plan_twist(Timeline& timeline);

    json::object plan_data() const;
    void open();
    void name_owners();
    void add_participants();
    void add_postings();
    void record_wishes();
    void upload_lists();
    void review_postings();
    void mend_postings();
    void apply_for_permit();
    void record_permit();
    void tick(
        const Staff& who,
        const std::vector<std::string>& items,
        const std::string& evidence = {}
    );
    void tick_office();
    void tick_second_officer();
    void tick_some();
    void tick_security();
    void tick_meeting();
    void hand_out(std::size_t firms);
    void approve();
    void publish();
    void hold();
    void record_attendance();
    void record_follow_up();
    void report();
    void raise_expected();
    void postpone();
    void move_hall(const std::string& venue);

    Desk& desk_;
    const School& school_;
    const EventRow& row_;
    std::vector<const Firm*> firms_;
    Dice dice_;
    std::string number_;
    std::string receipt_;
};

using Events = std::vector<std::unique_ptr<Event>>;

// Plans all events of the three schools. They and `firms` must live until the timeline has run.
void plan_events(
    Timeline& timeline,
    Desk& desk,
    const Cast& cast,
    const std::vector<Firm>& firms,
    std::uint64_t seed,
    Events& events
);

}  // namespace beihui::cli::demo
