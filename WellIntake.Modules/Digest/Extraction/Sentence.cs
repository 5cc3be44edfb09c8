using System.Runtime.InteropServices;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Whose words a sentence is.</summary>
internal enum Speaker { Candidate, Interviewer, Writer }

/// <summary>A sentence and where it stands in its text.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Sentence(string Text, int Start, Speaker Speaker)
{
    /// <summary>Asks rather than says.</summary>
    public bool IsQuestion => Text.AsSpan().TrimEnd().TrimEnd("\"'”’)").EndsWith('?');

    /// <summary>May state a fact: not the interviewer's, and no question.</summary>
    public bool IsStatement => Speaker != Speaker.Interviewer && !IsQuestion;
}
