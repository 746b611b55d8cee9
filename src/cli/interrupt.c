/* What ends the program early: signals, and --max-time.
 *
 * The first signal is a request. Engines are told by their progress (cr_progress_step) and leave
 * whole results behind; whoever waits for a pipe stops waiting (base/seam). From then on SIGALRM
 * comes every second, which has two uses: a call that began to wait just behind the signal is
 * woken, and work that has heard of nothing by the second tick, and would leave no result anyway,
 * is ended here. The second signal does not wait at all. */
#include "base/status.h"
#include "cli/interrupt.h"

#include "base/seam.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE = 2 }; /* ticks */

static volatile sig_atomic_t interrupts, limited, ticks, heard;
static const char *nothing = "crossroads: interrupted before any result was complete\n";

static void catch (int signal, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, NULL);
}

static void on_tick(int signal)
{
    (void)signal;
    ticks++;
    if ((ticks >= PATIENCE || limited) && !heard && !cr_seam_writing()) {
        if (write(STDERR_FILENO, nothing, strlen(nothing)) < 0)
            _exit(cr_status_exit(CR_INTERRUPTED)); /* nobody is left to hear it */
        _exit(cr_status_exit(CR_INTERRUPTED));
    }
    alarm(1);
}

static void on_interrupt(int signal)
{
    (void)signal;
    if (interrupts)
        _exit(cr_status_exit(CR_INTERRUPTED));
    interrupts = 1;
    cr_seam_stop();
    limited = 0;
    catch (SIGALRM, on_tick);
    alarm(1);
}

void cr_watch_signals(void)
{
    struct sigaction old;
    catch (SIGPIPE, SIG_IGN);
    catch (SIGXFSZ, SIG_IGN);
    /* A terminal that goes and a batch system that ends the job deserve a checkpoint, too. */
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (!sigaction(signals[i], NULL, &old) && old.sa_handler != SIG_IGN) /* nohup wants it */
            catch (signals[i], on_interrupt);
}

void cr_watch_time(double seconds, const char *message)
{
    if (interrupts || seconds > 1e8)
        return;
    nothing = message;
    limited = 1;
    catch (SIGALRM, on_tick);
    alarm((unsigned)seconds + PATIENCE);
}

bool cr_interrupted(void)
{
    return interrupts != 0;
}

void cr_winding_up(void)
{
    heard = 1;
}
