namespace WellIntake.Benchmarks;

/// <summary>One group of figures, printed beside their yardsticks.</summary>
internal interface IBenchmark
{
    /// <summary>The word it is called by on the command line.</summary>
    string Name { get; }

    /// <summary>Measures and prints.</summary>
    Task RunAsync(BenchmarkSettings settings);
}

/// <summary>What benchmarks take; each reads what concerns it.</summary>
internal sealed record BenchmarkSettings(int Jobs, int Rounds)
{
    /// <summary>Sizes of the table of candidates.</summary>
    public IReadOnlyList<int> Rows { get; init; } = [10_000, 100_000, 1_000_000];

    /// <summary>Candidates in range of a digest.</summary>
    public int InRange { get; init; } = 500;

    /// <summary>A database that is there, as the setting <c>DATABASE_URL</c> takes it; null: SQLite files.</summary>
    public string? Database { get; init; }

    /// <summary>Where seeded files are kept and found again; null: they go.</summary>
    public string? Keep { get; init; }

    /// <summary>Reads what follows the benchmark's name; what is not given has its default.</summary>
    public static BenchmarkSettings Parse(ReadOnlySpan<string> arguments)
    {
        var settings = new BenchmarkSettings(Jobs: 1_000_000, Rounds: 3);
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            var value = arguments[i + 1];
            settings = arguments[i] switch
            {
                "--jobs" => settings with { Jobs = Number(value) },
                "--rounds" => settings with { Rounds = Number(value) },
                "--rows" => settings with { Rows = [.. value.Split(',').Select(Number)] },
                "--in-range" => settings with { InRange = Number(value) },
                "--database" => settings with { Database = value },
                "--keep" => settings with { Keep = value },
                _ => throw new ArgumentException($"Unknown option {arguments[i]}; there are --jobs, --rounds, --rows, --in-range, --database and --keep.", nameof(arguments)),
            };
        }

        return settings;
    }

    private static int Number(string value) => int.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
}
