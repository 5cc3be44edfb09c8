using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest.Alerts;

/// <summary>How wide a place is.</summary>
internal enum PlaceKind { City, Metro, State, Region }

/// <summary>A place that an alert waits for candidates in.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">A metro or region as the word lists have it, the code of a state in lower case, or a city as typed.</param>
/// <param name="State">The code of a city's state; null for a city that was typed without, and for what is no city.</param>
internal sealed record AlertPlace(PlaceKind Kind, string Name, string? State = null)
{
    /// <summary>Does the candidate live there? Somebody without a place lives nowhere.</summary>
    public bool Matches(Candidate candidate, Vocabulary words) => Kind switch
    {
        PlaceKind.State => candidate.State is { } state && Vocabulary.State(state) == Name,
        PlaceKind.Metro => words.Metro(candidate.City, candidate.State) == Name,
        PlaceKind.Region => words.Region(candidate.State) == Name,
        _ => candidate.City is { } city && Vocabulary.Key(city) == Vocabulary.Key(Name)
            && (State is null || candidate.State is { } its && Vocabulary.State(its) == State),
    };

    /// <summary>"Texas", "the Houston metro", "the Southwest", "the city of Plano, TX".</summary>
    public string Spoken() => Kind switch
    {
        PlaceKind.State => StateNames.Name(Name) ?? Name,
        PlaceKind.Metro => $"the {Name} metro",
        PlaceKind.Region => $"the {Name}",
        _ => State is null ? $"the city of {Name}" : $"the city of {Name}, {State.ToUpperInvariant()}",
    };
}
