#include "systemc/maxplus/chain.hpp"

namespace weir::timing::maxplus {

namespace {

constexpr int kVisitsBetweenLooks = 4096;

/// Is that much of a FIFO's depth enough to be visited at once? Until then it may become more.
bool is_worth(std::int64_t words, std::int64_t depth) { return 2 * words > depth; }

}  // namespace

Chain::Chain(std::vector<Member> members)
    : members_(std::move(members)), waits_(members_.size() + 2), due_(members_.size() + 2) {
  fifos_.push_back(members_.front().in);
  for (const Member& member : members_) fifos_.push_back(member.out);
  for (Fifo* fifo : fifos_) {
    if (fifo != nullptr) fifo->set_never_ahead();
    links_.push_back(fifo != nullptr ? fifo->link() : Fifo::Link{});
  }
  for (std::size_t m = 0; m < members_.size(); ++m) due_.add(static_cast<int>(m) + 1, true);
}

void Chain::enter() {
  for (const std::size_t end : {std::size_t{0}, members_.size()})
    if (fifos_[end] != nullptr) links_[end] = fifos_[end]->link();
  due_.add(1, true);
  due_.add(static_cast<int>(members_.size()), true);
}

void Chain::run(const Engine& engine) {
  enter();
  int visits = 0;
  for (int m = due_.next(); m >= 0; m = due_.next()) {
    if (++visits % kVisitsBetweenLooks == 0) engine.throw_if_stopped();
    const auto member = static_cast<std::size_t>(m) - 1;
    visit(member);
    const Fifo::Link &in = links_[member], &out = links_[member + 1];
    if (!in.wants_read_places() && !out.wants_write_places()) continue;
    if (in.wants_read_places()) extend(member, engine);
    if (out.wants_write_places()) extend(member + 1, engine);
    due_.add(m, true);
  }
  for (const std::size_t end : {std::size_t{0}, members_.size()})
    if (fifos_[end] != nullptr) fifos_[end]->commit(links_[end]);
}

void Chain::extend(std::size_t link, const Engine& engine) {
  fifos_[link]->commit(links_[link]);
  if (link > 0) engine.look_at(members_[link - 1].turn);
  if (link < members_.size()) engine.look_at(members_[link].turn);
  fifos_[link]->extend(links_[link]);
}

/// The member, and who among its neighbours can go on then. Whether one can is as good as random to the CPU.
void Chain::visit(std::size_t member) {
  using Wait = ScheduleProcess::Wait;
  Fifo::Link &in = links_[member], &out = links_[member + 1];
  waits_[member + 1] = members_[member].process->advance_linked(in, out);
  const std::int64_t room = in.all_room(), words = out.all_words();
  const int number = static_cast<int>(member) + 1;
  due_.add_if((waits_[member] == Wait::kRoom) & (room > 0), number - 1, is_worth(room, in.depth));
  due_.add_if((waits_[member + 2] == Wait::kWord) & (words > 0), number + 1, is_worth(words, out.depth));
}

void Chain::settle() {
  for (std::size_t f = 1; f < members_.size(); ++f) fifos_[f]->commit(links_[f]);
}

}  // namespace weir::timing::maxplus
