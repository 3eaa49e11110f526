"""KakaoTalk on this machine: plays Kakao's side against a running skill server and prints the bubbles."""
