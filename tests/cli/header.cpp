// The public header compiles, links and works from C++.
#include "crossroads.h"

#include <cstring>

int main()
{
    static const char text[] = "crossroads: 1\nstart: coin\nnodes: {coin: {ask: \"Heads?\", chance: {a: x, b: y}}}\n"
                               "outcomes: {x: X, y: Y}\n";
    crossroads_scenario *scenario = nullptr;
    crossroads_result *result = nullptr;
    crossroads_options options;
    crossroads_share share;
    if (crossroads_load_text("coin", text, std::strlen(text), 0, &scenario) != CROSSROADS_OK)
        return 1;
    crossroads_options_init(&options);
    options.runs = 1000;
    if (crossroads_run(scenario, &options, &result) != CROSSROADS_OK)
        return 2;
    bool good = crossroads_outcome(result, 0, &share) == CROSSROADS_OK && share.share > 0.4 && share.share < 0.6;
    crossroads_result_free(result);
    crossroads_scenario_free(scenario);
    return good ? 0 : 3;
}
