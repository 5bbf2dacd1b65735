using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace PSLayers.Shell;

/// <summary>Asks the person at the terminal: lines, choices such as those of -Confirm, mandatory parameters.</summary>
internal sealed class Questions(Terminal terminal)
{
    /// <summary>One line of input.</summary>
    /// <exception cref="HostException">The input has ended; a default must never answer for a person.</exception>
    public string ReadLine() => terminal.In.ReadLine() ?? throw new HostException("There is nobody to answer: the input has ended.");

    /// <summary>One line that is not shown while it is typed.</summary>
    public SecureString ReadSecret()
    {
        var secret = new SecureString();
        if (!terminal.IsInteractive)
        {
            foreach (char letter in ReadLine())
                secret.AppendChar(letter);
            return secret;
        }

        for (ConsoleKeyInfo key = Console.ReadKey(true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(true))
        {
            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
                secret.RemoveAt(secret.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                secret.AppendChar(key.KeyChar);
        }

        terminal.Out.WriteLine();
        return secret;
    }

    /// <summary>Offers the choices until one is taken by its letter or its name; an empty answer takes the default.</summary>
    public int Choose(string caption, string message, Collection<ChoiceDescription> choices, int preferred)
    {
        Announce(caption, message);
        List<(string Key, string Label)> offers = [.. choices.Select(static choice => Offer(choice.Label))];
        string line = string.Join("  ", offers.Select(static offer => $"[{offer.Key}] {offer.Label}"));
        string fallback = preferred >= 0 ? $" (default is \"{offers[preferred].Key}\")" : "";
        while (true)
        {
            terminal.Out.Write($"{line}  [?] Help{fallback}: ");
            string answer = ReadLine().Trim();
            if (answer.Length == 0 && preferred >= 0)
                return preferred;
            int index = offers.FindIndex(offer => Is(offer.Key, answer) || Is(offer.Label, answer));
            if (index >= 0)
                return index;
            if (answer != "?")
                continue;
            for (int i = 0; i < offers.Count; i++)
                terminal.Out.WriteLine($"{offers[i].Key} - {choices[i].HelpMessage}");
        }
    }

    /// <summary>Asks for each field by name; a field that takes several values ends with an empty line.</summary>
    public Dictionary<string, PSObject> Fill(string caption, string message, Collection<FieldDescription> fields)
    {
        Announce(caption, message);
        var answers = new Dictionary<string, PSObject>(StringComparer.OrdinalIgnoreCase);
        foreach (FieldDescription field in fields)
        {
            bool several = field.ParameterTypeFullName.EndsWith("[]", StringComparison.Ordinal);
            answers[field.Name] = several ? PSObject.AsPSObject(Several(field.Name)) : PSObject.AsPSObject(Single(field.Name));
        }

        return answers;
    }

    private static bool Is(string offer, string answer) => string.Equals(offer, answer, StringComparison.CurrentCultureIgnoreCase);

    /// <summary>"Yes to &amp;All" is offered as A, "Yes to All".</summary>
    private static (string Key, string Label) Offer(string label)
    {
        int mark = label.IndexOf('&', StringComparison.Ordinal);
        string plain = label.Replace("&", "", StringComparison.Ordinal);
        return mark >= 0 && mark < plain.Length ? (char.ToUpperInvariant(plain[mark]).ToString(), plain) : (plain, plain);
    }

    private string Single(string name)
    {
        terminal.Out.Write($"{name}: ");
        return ReadLine();
    }

    private string[] Several(string name)
    {
        var values = new List<string>();
        while (Single($"{name}[{values.Count}]") is { Length: > 0 } value)
            values.Add(value);
        return [.. values];
    }

    private void Announce(string caption, string message)
    {
        terminal.Out.WriteLine();
        foreach (string line in new[] { caption, message }.Where(static line => !string.IsNullOrEmpty(line)))
            terminal.Out.WriteLine(line);
    }
}
