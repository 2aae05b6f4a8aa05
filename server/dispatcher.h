// What the server does with runs: takes them in, hands them to workers, takes their results, and has it all told to who
// watches. Knows nothing of gRPC: the services translate.
#ifndef JUDGE_SERVER_DISPATCHER_H_
#define JUDGE_SERVER_DISPATCHER_H_

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/steady_time.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "judge/v1/worker.pb.h"
#include "server/hub.h"
#include "server/queue.h"
#include "server/run_listener.h"
#include "server/store.h"

namespace judge::server {

// Whose slot it is: workers lease with "host/slot".
std::string HostOf(const std::string& worker);

// Thread-safe. Nothing here waits, but Resume and Replay: what takes time calls back, from a thread of the store's or
// from whoever brought it about. Store, queue and hub are used by nobody else to change anything. The store's last
// callbacks come when it is destroyed: it goes before this.
class Dispatcher {
 public:
  struct Options {
    // A worker that is silent for longer is taken for dead. For as long a run that came back from one, who may be sick,
    // waits for another, if there is another.
    absl::Duration lease_time = absl::Seconds(30);
    // They outlive it.
    std::vector<RunListener*> listeners = {};
  };
  // Empty: there was nothing to do.
  using HandedOut = std::function<void(std::optional<LeasedRun>)>;

  Dispatcher(Store& store, Queue& queue, Hub& hub, const Options& options)
      : store_(store), queue_(queue), hub_(hub), options_(options) {}

  const Options& options() const { return options_; }

  // Takes up what the store has of runs that are not done: the queued wait, the leased have their whole lease time. To
  // be called once, before all else.
  absl::Status Resume(SteadyTime now);

  void Submit(NewRun run, Store::Done<Accepted> done);
  // FAILED_PRECONDITION: it is done.
  void Cancel(const std::string& run_id, Store::Done<Run> done);
  // FAILED_PRECONDITION: it is not done.
  void Rejudge(const std::string& run_id, Rejudged how, Store::Done<Run> done);

  // Waits in line for a run. `done` is called once: with a run, or with nothing at `deadline` or by Withdraw.
  int64_t Lease(const std::string& worker, SteadyTime deadline, HandedOut done);
  // The worker went away. Too late for one to whom a run is being handed out: he gives it back.
  void Withdraw(int64_t waiter);

  // The worker lives, and this has happened in its attempt, from event `first` on, counted from 0. Returns how many are
  // known now: fewer than were sent where this server was started meanwhile, and the worker is to send from there on.
  // FAILED_PRECONDITION: the lease is no more. RESOURCE_EXHAUSTED: these are more than are kept of any run.
  absl::StatusOr<int> Renew(const std::string& run_id, const std::string& nonce, int first,
                            const google::protobuf::RepeatedPtrField<v1::Progress>& progress, SteadyTime now);
  // Finished, Lost or GivenBack, with the nonce.
  void Report(const std::string& run_id, Event event, std::string result, Store::Done<Run> done);

  // Of a run that is not done; see Hub::Join.
  std::unique_ptr<Watch> Join(const Run& run);
  // Of a run that is done: what happened in the last judging. Waits for the store.
  absl::StatusOr<std::unique_ptr<Watch>> Replay(const Run& run);

  // Runs in workers' hands.
  int64_t leased() const;
  // Who waits for a run or has one, by the names that they lease with.
  std::set<std::string> workers() const;

  // Takes back the runs of silent workers, sends those home who have waited long enough, and tells positions. To be
  // called about once a second.
  void Tick(SteadyTime now);

 private:
  // A run in a worker's hands.
  struct Held {
    std::string worker;
    std::string nonce;
    SteadyTime since;
    SteadyTime deadline;
  };
  struct Waiter {
    int64_t id;
    std::string worker;
    SteadyTime deadline;
    HandedOut done;
  };
  // A run that came back, and from whom.
  struct Returned {
    std::set<std::string> hosts;
    SteadyTime until;  // it waits for another one
  };
  struct Watched {
    Ticket ticket;
    int64_t told = 0;  // the position
  };

  void Match(SteadyTime now = SteadyTime::Now());
  std::optional<std::pair<Ticket, Waiter>> TakePair(SteadyTime now);
  std::set<std::string> LockedWorkers() const;
  std::set<std::string> LockedHosts() const;
  std::optional<Waiter> TakeWaiter();
  void PutBack(Waiter waiter);
  void SubmitFor(Waiter waiter, NewRun run, Store::Done<Accepted> done);
  void HandOut(const Ticket& ticket, Waiter waiter);
  void OnLeased(LeasedRun leased, const Waiter& waiter);
  void OnNotLeased(const Ticket& ticket, Waiter waiter, const absl::Status& why);
  void OnChanged(const Run& run, const Event& event, const std::string& result);
  void Change(const std::string& run_id, Event event, std::string result, Store::Done<Run> done);

  void TakeBackFromSilent(SteadyTime now);
  void SendHome(SteadyTime now);
  void TellPositions();

  Store& store_;
  Queue& queue_;
  Hub& hub_;
  const Options options_;

  mutable std::mutex mutex_;  // guards what follows; nobody is called with it held
  int64_t next_waiter_ = 1;
  std::list<Waiter> waiters_;                 // the first came first
  std::map<std::string, Held> held_;          // by run id
  std::map<std::string, Returned> returned_;  // runs that are not done, by run id
  std::map<std::string, Watched> watched_;    // queued runs that are watched, by run id
};

}  // namespace judge::server

#endif  // JUDGE_SERVER_DISPATCHER_H_
