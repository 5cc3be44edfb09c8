using System.Runtime.InteropServices;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Whose words a sentence is.</summary>
internal enum Speaker
{
    /// <summary>The candidate's own words.</summary>
    Candidate,
    /// <summary>Somebody else's, in an interview.</summary>
    Interviewer,
    /// <summary>Whoever wrote the text.</summary>
    Writer,
    /// <summary>Orders to a machine; see <see cref="OrderGate"/>.</summary>
    Nobody,
}

/// <summary>A sentence and where it stands in its text.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Sentence(string Text, int Start, Speaker Speaker)
{
    /// <summary>Asks rather than says.</summary>
    public bool IsQuestion => Text.AsSpan().TrimEnd().TrimEnd("\"'”’)").EndsWith('?');

    /// <summary>May state a fact: the candidate's or a writer's, and no question.</summary>
    public bool IsStatement => Speaker is Speaker.Candidate or Speaker.Writer && !IsQuestion;
}
