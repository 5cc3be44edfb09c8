namespace WellIntake.Benchmarks;

/// <summary>One group of figures, printed beside their yardsticks.</summary>
internal interface IBenchmark
{
    /// <summary>The word it is called by on the command line.</summary>
    string Name { get; }

    /// <summary>Measures and prints.</summary>
    Task RunAsync(BenchmarkSettings settings);
}

/// <summary>What all benchmarks take: <c>--jobs N</c> and <c>--rounds N</c>.</summary>
internal sealed record BenchmarkSettings(int Jobs, int Rounds)
{
    /// <summary>Reads what follows the benchmark's name; what is not given has its default.</summary>
    public static BenchmarkSettings Parse(ReadOnlySpan<string> arguments)
    {
        var settings = new BenchmarkSettings(Jobs: 1_000_000, Rounds: 3);
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            var value = int.Parse(arguments[i + 1], System.Globalization.CultureInfo.InvariantCulture);
            settings = arguments[i] switch
            {
                "--jobs" => settings with { Jobs = value },
                "--rounds" => settings with { Rounds = value },
                _ => throw new ArgumentException($"Unknown option {arguments[i]}; there are --jobs and --rounds.", nameof(arguments)),
            };
        }

        return settings;
    }
}
