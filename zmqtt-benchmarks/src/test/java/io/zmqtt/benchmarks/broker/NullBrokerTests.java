/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.benchmarks.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NullBroker}.
 */
class NullBrokerTests {

	private static final String CONNECT_3 = "10 0d 0004 4d515454 04 02 003c 0001 61";

	// properties: session expiry 5, receive maximum 3
	private static final String CONNECT_5 = "10 16 0004 4d515454 05 02 003c 08 11 00000005 21 0003 0001 61";

	private NullBroker broker;

	private RawClient client;

	@BeforeEach
	void open() throws IOException {
		this.broker = new NullBroker(false);
		this.client = new RawClient(this.broker.port());
	}

	@AfterEach
	void close() throws IOException {
		this.client.close();
		this.broker.close();
	}

	@Test
	void connectsSubscribesAndPingsInVersion3() throws IOException {
		this.client.send(CONNECT_3);
		assertThat(this.client.receive(4)).isEqualTo("20020000");
		this.client.send("82 0a 0007 0001 61 01 0001 62 02");
		assertThat(this.client.receive(6)).isEqualTo("900400070102");
		this.client.send("a2 05 0008 0001 61");
		assertThat(this.client.receive(4)).isEqualTo("b0020008");
		this.client.send("c0 00");
		assertThat(this.client.receive(2)).isEqualTo("d000");
	}

	@Test
	void connectsAndSubscribesInVersion5() throws IOException {
		this.client.send(CONNECT_5);
		assertThat(this.client.receive(5)).isEqualTo("2003000000");
		this.client.send("82 07 0007 00 0001 61 01");
		assertThat(this.client.receive(6)).isEqualTo("900400070001");
		this.client.send("a2 06 0008 00 0001 61");
		assertThat(this.client.receive(6)).isEqualTo("b00400080000");
	}

	@Test
	void acknowledgesInOrderWhenBytesArriveOneByOne() throws IOException {
		this.client.send(CONNECT_3);
		this.client.receive(4);
		this.client.sendOneByOne("32 06 0001 61 0005 ff 30 03 0001 61 34 05 0001 61 0006 62 02 0006");
		assertThat(this.client.receive(12)).isEqualTo("40020005" + "50020006" + "70020006");
		this.client.send(publish("zb/mark", "7"));
		assertThat(this.client.receive(14)).isEqualTo(publish("zb/echo", "7 3"));
	}

	@Test
	void pushesWithinTheWindowUntilStopped() throws IOException {
		this.client.send(CONNECT_3);
		this.client.receive(4);
		this.client.send(publish("zb/start", "1 20 10"));
		assertThat(this.client.count(0x32)).isEqualTo(10);
		this.client.send("40 02 0001 40 02 0002 40 02 0003");
		assertThat(this.client.count(0x32)).isEqualTo(3);
		this.client.send(publish("zb/stop", "0"));
		this.client.send("40 02 0004".repeat(10));
		assertThat(this.client.receive(15)).isEqualTo(publish("zb/echo", "0 13"));
	}

	@Test
	void pushesWithinTheReceiveMaximumOfTheClient() throws IOException {
		this.client.send(CONNECT_5);
		this.client.receive(5);
		this.client.send("30 12 0008 7a622f7374617274 00" + hex("2 0 100"));
		assertThat(this.client.count(0x34)).isEqualTo(3);
		this.client.send("50 02 0001");
		assertThat(this.client.receive(4)).isEqualTo("62020001");
		this.client.send("70 02 0001");
		assertThat(this.client.count(0x34)).isEqualTo(1);
	}

	@Test
	void answersBetweenWholePacketsOfAStream() throws IOException {
		this.client.send(CONNECT_3);
		this.client.receive(4);
		this.client.send(publish("zb/start", "0 20 1"));
		this.client.send("c0 00");
		String packet = this.client.receive(31);
		int packets = 1;
		assertThat(packet).startsWith("301d00077a622f64617461");
		String next = this.client.receive(2);
		while (next.equals("301d")) {
			assertThat(next + this.client.receive(29)).isEqualTo(packet);
			packets++;
			next = this.client.receive(2);
		}
		assertThat(next).isEqualTo("d000");
		this.client.send(publish("zb/stop", "0"));
		next = this.client.receive(2);
		while (next.equals("301d")) {
			assertThat(next + this.client.receive(29)).isEqualTo(packet);
			packets++;
			next = this.client.receive(2);
		}
		String echo = publish("zb/echo", "0 " + packets);
		assertThat(next + this.client.receive(echo.length() / 2 - 2)).isEqualTo(echo);
	}

	@Test
	void sendsBackWhatItIsAskedFor() throws IOException {
		this.client.send(CONNECT_3);
		this.client.receive(4);
		this.client.send("32 0d 0007 7a622f6261636b 0005 c0ff");
		assertThat(this.client.receive(4 + 15)).isEqualTo("40020005" + "320d" + "00077a622f6261636b" + "0001" + "c0ff");
		this.client.send("40 02 0001");
		this.client.send("30 0b 0007 7a622f6261636b c0ff");
		assertThat(this.client.receive(13)).isEqualTo("300b00077a622f6261636bc0ff");
	}

	@Test
	void sendsBackWithinTheReceiveMaximumOfTheClient() throws IOException {
		this.client.send(CONNECT_5);
		this.client.receive(5);
		for (int id = 1; id <= 5; id++) {
			this.client.send("32 0d 0007 7a622f6261636b 000" + id + " 00 0" + id);
			assertThat(this.client.receive(4)).isEqualTo("4002000" + id);
			if (id <= 3) {
				assertThat(this.client.receive(15)).isEqualTo("320d00077a622f6261636b" + "000" + id + "000" + id);
			}
		}
		this.client.send("40 02 0002");
		assertThat(this.client.receive(15)).isEqualTo("320d00077a622f6261636b" + "0004" + "0004");
		this.client.send("40 02 0001 40 02 0003");
		assertThat(this.client.receive(15)).isEqualTo("320d00077a622f6261636b" + "0005" + "0005");
		this.client.send("c0 00");
		assertThat(this.client.receive(2)).isEqualTo("d000");
	}

	@Test
	void pushesOnSeveralTopicsInTurn() throws IOException {
		this.client.send(CONNECT_3);
		this.client.receive(4);
		this.client.send(publish("zb/start", "1 1 3 2"));
		for (int id = 1; id <= 3; id++) {
			String topic = hex("zb/data/0000" + (id - 1) % 2);
			assertThat(this.client.receive(20)).isEqualTo("3212" + "000d" + topic + "000" + id + "00");
		}
	}

	@Test
	void answersASubscribeWithManyFilters() throws IOException {
		this.client.send(CONNECT_3);
		this.client.receive(4);
		this.client.send("82 ea07 0009" + "0002 6161 01".repeat(200));
		assertThat(this.client.receive(5 + 200)).isEqualTo("90ca01" + "0009" + "01".repeat(200));
	}

	private static String publish(String topic, String payload) {
		return "30%02x%04x".formatted(2 + topic.length() + payload.length(), topic.length()) + hex(topic)
				+ hex(payload);
	}

	private static String hex(String text) {
		return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
	}

}
