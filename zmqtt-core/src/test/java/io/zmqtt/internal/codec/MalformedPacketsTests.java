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

package io.zmqtt.internal.codec;

import java.util.Arrays;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What breaks the standards, and the reason code to answer it with. The first column is
 * who sends it: S a server, C a client, each with the version, or CONNECT for the first
 * bytes of a client.
 */
class MalformedPacketsTests {

	private static final int MAXIMUM_PACKET_SIZE = 1_048_576;

	private static final String FIXED_HEADER = """
			S4 | 81 | 00 00                         | packet type 0
			S5 | 81 | 00                            | packet type 0, known from one byte
			S4 | 82 | 10 00                         | CONNECT from a server
			S5 | 82 | 82 00                         | SUBSCRIBE from a server
			S4 | 82 | A2 00                         | UNSUBSCRIBE from a server
			S5 | 82 | C0 00                         | PINGREQ from a server
			S4 | 82 | E0 00                         | DISCONNECT from a server on 3.1.1
			S4 | 82 | F0 00                         | AUTH on 3.1.1
			C4 | 82 | F0 00                         | AUTH on 3.1.1
			C4 | 82 | 20 02 00 00                   | CONNACK from a client
			C5 | 82 | 90 04 00 01 00 00             | SUBACK from a client
			C5 | 82 | B0 04 00 01 00 00             | UNSUBACK from a client
			C4 | 82 | D0 00                         | PINGRESP from a client
			C4 | 82 | 10 0D 00 04 'MQTT' 04 02 00 3C 00 01 'c'    | second CONNECT
			C5 | 82 | 10 0E 00 04 'MQTT' 05 02 00 3C 00 00 01 'c' | second CONNECT
			CONNECT | 82 | C0 00                    | PINGREQ before CONNECT
			CONNECT | 82 | 30 03 00 01 'a'          | PUBLISH before CONNECT
			CONNECT | 82 | E0 00                    | DISCONNECT before CONNECT
			CONNECT | 81 | 0F                       | packet type 0 before CONNECT
			CONNECT | 81 | 11 0D 00 04 'MQTT' 04 02 00 3C 00 01 'c' | flags of CONNECT
			S4 | 81 | 21 02 00 00                   | flags of CONNACK
			S4 | 81 | 41 02 00 01                   | flags of PUBACK
			S5 | 81 | 54 02 00 01                   | flags of PUBREC
			S5 | 81 | 60 02 00 01                   | flags of PUBREL
			S4 | 81 | 63 02 00 01                   | flags of PUBREL
			S4 | 81 | 6A 02 00 01                   | flags of PUBREL
			S5 | 81 | 72 02 00 01                   | flags of PUBCOMP
			S5 | 81 | 92 04 00 01 00 00             | flags of SUBACK
			S5 | 81 | B8 04 00 01 00 00             | flags of UNSUBACK
			S4 | 81 | D1 00                         | flags of PINGRESP
			S5 | 81 | E1 00                         | flags of DISCONNECT
			S5 | 81 | F8 00                         | flags of AUTH
			C4 | 81 | 80 06 00 01 00 01 'a' 00      | flags of SUBSCRIBE
			C5 | 81 | 83 07 00 01 00 00 01 'a' 00   | flags of SUBSCRIBE
			C4 | 81 | A0 05 00 01 00 01 'a'         | flags of UNSUBSCRIBE
			C4 | 81 | C1 00                         | flags of PINGREQ
			C4 | 81 | E4 00                         | flags of DISCONNECT
			S4 | 81 | 36 05 00 01 'a' 00 01         | QoS 3
			S5 | 81 | 3E 06 00 01 'a' 00 01 00      | QoS 3 with DUP
			C5 | 81 | 37                            | QoS 3, known from one byte
			S4 | 81 | 38 03 00 01 'a'               | DUP at QoS 0
			S5 | 81 | 39 04 00 01 'a' 00            | DUP at QoS 0
			S4 | 81 | 30 FF FF FF FF                | remaining length of five bytes
			S5 | 81 | D0 80 80 80 80 01             | remaining length of five bytes
			S4 | 81 | 30 80 00                      | remaining length not minimal
			S5 | 81 | 30 83 00 00 01 'a'            | remaining length not minimal
			S5 | 81 | 30 81 80 00                   | remaining length not minimal
			C4 | 81 | C0 80 80 80 00                | remaining length not minimal
			S4 | 95 | 30 FF FF FF 7F                | packet too large
			S5 | 95 | 30 FD FF 3F                   | packet one byte too large
			CONNECT | 95 | 10 80 80 80 01           | CONNECT too large
			S4 | 81 | D0 01 00                      | PINGRESP with a body
			C5 | 81 | C0 01 00                      | PINGREQ with a body
			""";

	private static final String STRINGS = """
			S4 | 81 | 30 03 00 01 00                | U+0000
			S5 | 81 | 30 06 00 03 'a' 00 'b' 00     | U+0000
			S4 | 81 | 30 06 00 04 C3 A9 00 'b'      | U+0000 after another character
			S4 | 81 | 30 04 00 02 C0 80             | overlong U+0000
			S4 | 81 | 30 04 00 02 C1 BF             | overlong form of two bytes
			S4 | 81 | 30 05 00 03 E0 80 AF          | overlong form of three bytes
			S4 | 81 | 30 05 00 03 E0 9F BF          | overlong form of three bytes
			S4 | 81 | 30 06 00 04 F0 80 80 AF       | overlong form of four bytes
			S4 | 81 | 30 06 00 04 F0 8F BF BF       | overlong form of four bytes
			S4 | 81 | 30 03 00 01 80                | continuation without lead
			S4 | 81 | 30 04 00 02 'a' BF            | continuation without lead
			S4 | 81 | 30 03 00 01 C3                | two-byte form cut
			S4 | 81 | 30 04 00 02 C3 '('            | two-byte form broken
			S4 | 81 | 30 04 00 02 E2 82             | three-byte form cut
			S4 | 81 | 30 05 00 03 E2 '(' A1         | three-byte form broken
			S4 | 81 | 30 05 00 03 E2 82 '('         | three-byte form broken
			S4 | 81 | 30 05 00 03 F0 9F 98          | four-byte form cut
			S4 | 81 | 30 06 00 04 F0 9F 98 '('      | four-byte form broken
			S4 | 81 | 30 06 00 04 F0 9F C0 80       | four-byte form broken
			S4 | 81 | 30 05 00 03 ED A0 80          | high surrogate
			S4 | 81 | 30 05 00 03 ED BF BF          | low surrogate
			S4 | 81 | 30 08 00 06 EDA0BD EDB880     | pair of surrogates
			S4 | 81 | 30 06 00 04 F4 90 80 80       | beyond U+10FFFF
			S4 | 81 | 30 06 00 04 F5 80 80 80       | lead F5
			S4 | 81 | 30 03 00 01 FE                | lead FE
			S4 | 81 | 30 03 00 01 FF                | lead FF
			S5 | 81 | 30 08 00 01 'a' 04 03 0001 00 | U+0000 in a property
			S5 | 81 | 30 0B 00 01 'a' 07 26 0001 'k' 0001 FF | ill-formed value of a user property
			S5 | 81 | 30 0B 00 01 'a' 07 26 0001 FF 0001 'v' | ill-formed name of a user property
			S5 | 81 | 30 0B 00 01 'a' 07 26 0001 00 0001 'v' | U+0000 in the name of a user property
			CONNECT | 81 | 10 0D 00 04 'MQTT' 04 02 00 3C 00 01 00 | U+0000 in the client identifier
			C5 | 81 | 82 07 00 01 00 00 01 FF 00    | ill-formed topic filter
			C4 | 81 | A2 05 00 01 00 01 00          | U+0000 in a topic filter
			""";

	private static final String PUBLISH = """
			S4 | 81 | 30 00                         | no topic name
			S4 | 81 | 30 01 00                      | length of the topic name cut
			S4 | 81 | 30 02 00 05                   | topic name cut
			S4 | 81 | 30 04 FF FF 'ab'              | topic name cut
			S4 | 81 | 32 03 00 01 'a'               | no packet identifier
			S5 | 81 | 34 04 00 01 'a' 00            | packet identifier cut
			S4 | 82 | 32 05 00 01 'a' 00 00         | packet identifier 0
			S5 | 82 | 34 06 00 01 'a' 00 00 00      | packet identifier 0
			S4 | 82 | 30 02 00 00                   | empty topic name
			S5 | 82 | 30 03 00 00 00                | empty topic name without alias
			S4 | 81 | 30 05 00 03 'a/#'             | wildcard in the topic name
			S5 | 81 | 30 06 00 03 '+/a' 00          | wildcard in the topic name
			C5 | 81 | 30 04 00 01 '#' 00            | wildcard in the topic name
			S5 | 81 | 30 03 00 01 'a'               | no property length
			S5 | 81 | 32 05 00 01 'a' 00 01         | no property length
			S5 | 81 | 30 05 00 01 'a' 05 01         | properties beyond the packet
			S5 | 81 | 30 07 00 01 'a' FF FF FF 7F   | properties far beyond the packet
			S5 | 81 | 30 08 00 01 'a' FF FF FF FF 01 | property length of five bytes
			S5 | 81 | 30 05 00 01 'a' 80 00         | property length not minimal
			S5 | 81 | 30 04 00 01 'a' 80            | property length cut
			S5 | 81 | 30 06 00 01 'a' 01 01 01      | number beyond its section
			S5 | 81 | 30 0A 00 01 'a' 03 02 00 00 00 01 'x' | number beyond its section
			S5 | 81 | 30 0A 00 01 'a' 04 03 0005 'x' 'yz'   | string beyond its section
			S5 | 81 | 30 08 00 01 'a' 02 09 00 01 'x'       | binary data beyond its section
			S5 | 81 | 30 08 00 01 'a' 04 26 0001 'k'        | user property without value
			S5 | 81 | 30 06 00 01 'a' 02 00 00      | property identifier 0
			S5 | 81 | 30 06 00 01 'a' 02 04 00      | unknown property identifier
			S5 | 81 | 30 06 00 01 'a' 02 2B 00      | unknown property identifier
			S5 | 81 | 30 07 00 01 'a' 03 80 01 00   | unknown property identifier of two bytes
			S5 | 81 | 30 07 00 01 'a' 03 81 00 01   | property identifier not minimal
			S5 | 82 | 30 08 00 01 'a' 04 01 00 01 00 | payload format indicator twice
			S5 | 82 | 30 0E 00 01 'a' 0A 02 00000001 02 00000001 | message expiry interval twice
			S5 | 82 | 30 0A 00 01 'a' 06 03 0000 03 0000         | content type twice
			S5 | 82 | 30 0C 00 01 'a' 08 08 0001 'r' 08 0001 'r' | response topic twice
			S5 | 82 | 30 0A 00 01 'a' 06 09 0000 09 0000         | correlation data twice
			S5 | 82 | 30 0A 00 01 'a' 06 23 0001 23 0001         | topic alias twice
			S5 | 82 | 30 06 00 01 'a' 02 01 02      | payload format indicator 2
			S5 | 94 | 30 07 00 01 'a' 03 23 0000    | topic alias 0
			S5 | 82 | 30 06 00 01 'a' 02 0B 00      | subscription identifier 0
			S5 | 81 | 30 0A 00 01 'a' 06 0B FF FF FF FF 01 | subscription identifier of five bytes
			S5 | 81 | 30 07 00 01 'a' 03 0B 81 00   | subscription identifier not minimal
			C5 | 82 | 30 06 00 01 'a' 02 0B 01      | subscription identifier from a client
			S5 | 81 | 30 08 00 01 'a' 04 08 0001 '#' | wildcard in the response topic
			S5 | 81 | 30 07 00 01 'a' 03 08 0000    | empty response topic
			S5 | 82 | 30 09 00 01 'a' 05 11 00000001 | session expiry interval
			S5 | 82 | 30 09 00 01 'a' 05 18 00000001 | will delay interval
			S5 | 82 | 30 07 00 01 'a' 03 1F 0000    | reason string
			C5 | 82 | 30 07 00 01 'a' 03 21 0001    | receive maximum
			""";

	private static final String CONNACK = """
			S4 | 81 | 20 00                         | no flags
			S4 | 81 | 20 01 00                      | no return code
			S4 | 81 | 20 03 00 00 00                | longer than its fields
			S4 | 81 | 20 02 02 00                   | reserved flag
			S5 | 81 | 20 03 80 00 00                | reserved flag
			S4 | 82 | 20 02 00 06                   | unlisted return code
			S4 | 82 | 20 02 00 87                   | reason code of MQTT 5
			S4 | 82 | 20 02 01 05                   | session present and a failure
			S5 | 82 | 20 03 01 87 00                | session present and a failure
			S5 | 82 | 20 02 01 01                   | session present and a refused version
			S5 | 81 | 20 02 00 00                   | no property length
			S5 | 82 | 20 02 00 02                   | return code of 3.1.1 that is not about the version
			S5 | 82 | 20 03 00 01 00                | unlisted reason code
			S5 | 82 | 20 03 00 8B 00                | reason code of another packet
			S5 | 82 | 20 03 00 FF 00                | unknown reason code
			S5 | 81 | 20 04 00 00 00 00             | longer than its fields
			S5 | 81 | 20 03 00 00 01                | properties beyond the packet
			S5 | 81 | 20 05 00 00 02 21 00          | number cut
			S5 | 82 | 20 06 00 00 03 21 0000        | receive maximum 0
			S5 | 82 | 20 08 00 00 05 27 00000000    | maximum packet size 0
			S5 | 82 | 20 05 00 00 02 24 02          | maximum QoS 2
			S5 | 82 | 20 05 00 00 02 25 02          | retain available 2
			S5 | 82 | 20 05 00 00 02 28 02          | wildcard subscription available 2
			S5 | 82 | 20 05 00 00 02 29 FF          | subscription identifier available 255
			S5 | 82 | 20 05 00 00 02 2A 02          | shared subscription available 2
			S5 | 82 | 20 06 00 00 03 16 0000        | authentication data without method
			S5 | 82 | 20 07 00 00 04 25 01 25 01    | retain available twice
			S5 | 82 | 20 0D 00 00 0A 11 00000001 11 00000001 | session expiry interval twice
			S5 | 82 | 20 09 00 00 06 1F 0000 1F 0000 | reason string twice
			S5 | 82 | 20 09 00 00 06 13 0001 13 0001 | server keep alive twice
			S5 | 82 | 20 05 00 00 02 17 01          | request problem information
			S5 | 82 | 20 05 00 00 02 0B 01          | subscription identifier
			S5 | 82 | 20 06 00 00 03 23 0001        | topic alias
			S5 | 82 | 20 08 00 00 05 02 00000001    | message expiry interval
			""";

	private static final String ACKS = """
			S4 | 81 | 40 00                         | PUBACK without packet identifier
			S5 | 81 | 40 01 00                      | PUBACK with half a packet identifier
			S4 | 82 | 40 02 00 00                   | PUBACK with packet identifier 0
			S5 | 82 | 50 02 00 00                   | PUBREC with packet identifier 0
			S4 | 82 | 62 02 00 00                   | PUBREL with packet identifier 0
			S5 | 82 | 70 02 00 00                   | PUBCOMP with packet identifier 0
			S4 | 81 | 40 03 00 01 00                | PUBACK of 3.1.1 with a reason code
			S4 | 81 | 62 04 00 01 00 00             | PUBREL of 3.1.1 with properties
			S5 | 82 | 40 03 00 01 92                | PUBACK with a reason code of PUBREL
			S5 | 82 | 40 03 00 01 01                | PUBACK with a reason code of SUBACK
			S5 | 82 | 40 03 00 01 FE                | PUBACK with an unknown reason code
			S5 | 82 | 50 03 00 01 92                | PUBREC with a reason code of PUBREL
			S5 | 82 | 62 03 00 01 10                | PUBREL with a reason code of PUBREC
			S5 | 82 | 70 03 00 01 80                | PUBCOMP with an unlisted reason code
			S5 | 81 | 40 05 00 01 00 00 00          | PUBACK longer than its fields
			S5 | 81 | 50 04 00 01 00 01             | properties beyond PUBREC
			S5 | 81 | 62 05 00 01 00 02 1F          | properties beyond PUBREL
			S5 | 81 | 70 06 00 01 00 02 1F 00       | string cut in PUBCOMP
			S5 | 82 | 40 06 00 01 00 02 01 00       | payload format indicator in PUBACK
			S5 | 82 | 40 0A 00 01 00 06 1F 0000 1F 0000 | reason string twice
			S4 | 81 | 90 01 00                      | SUBACK cut
			S4 | 82 | 90 02 00 01                   | SUBACK without codes
			S4 | 82 | 90 03 00 00 00                | SUBACK with packet identifier 0
			S4 | 82 | 90 03 00 01 03                | SUBACK with an unlisted code
			S4 | 82 | 90 03 00 01 87                | SUBACK of 3.1.1 with a code of MQTT 5
			S5 | 81 | 90 02 00 01                   | SUBACK without property length
			S5 | 82 | 90 03 00 01 00                | SUBACK without codes
			S5 | 82 | 90 04 00 01 00 03             | SUBACK with an unlisted code
			S5 | 82 | 90 04 00 01 00 92             | SUBACK with a code of PUBREL
			S5 | 82 | 90 05 00 01 00 00 11          | SUBACK with a code of UNSUBACK
			S5 | 82 | 90 06 00 01 02 24 01 00       | maximum QoS in SUBACK
			S4 | 81 | B0 03 00 01 00                | UNSUBACK of 3.1.1 with a code
			S4 | 82 | B0 02 00 00                   | UNSUBACK with packet identifier 0
			S5 | 81 | B0 02 00 01                   | UNSUBACK without property length
			S5 | 82 | B0 03 00 01 00                | UNSUBACK without codes
			S5 | 82 | B0 04 00 01 00 01             | UNSUBACK with a code of SUBACK
			""";

	private static final String DISCONNECT_AND_AUTH = """
			C4 | 81 | E0 01 00                      | DISCONNECT of 3.1.1 with a reason code
			S5 | 82 | E0 01 01                      | unlisted reason code
			S5 | 82 | E0 01 92                      | reason code of PUBREL
			S5 | 82 | E0 01 85                      | reason code of CONNACK
			S5 | 81 | E0 03 00 00 00                | longer than its fields
			S5 | 81 | E0 02 00 01                   | properties beyond the packet
			S5 | 82 | E0 07 00 05 11 00000000       | session expiry interval from a server
			C5 | 82 | E0 05 00 03 1C 0000           | server reference from a client
			S5 | 82 | E0 04 00 02 01 00             | payload format indicator
			S5 | 82 | E0 08 9C 06 1C 0000 1C 0000   | server reference twice
			S5 | 81 | F0 01 18                      | AUTH without property length
			S5 | 82 | F0 02 18 00                   | AUTH without method
			S5 | 82 | F0 02 01 00                   | unlisted reason code
			S5 | 82 | F0 06 19 04 15 0001 'm'       | re-authenticate from a server
			C5 | 82 | F0 06 00 04 15 0001 'm'       | success from a client
			C5 | 82 | F0 00                         | success from a client in short
			S5 | 82 | F0 05 18 03 16 0000           | authentication data without method
			S5 | 82 | F0 05 00 03 1F 0000           | success with properties but no method
			S5 | 81 | F0 03 00 00 00                | longer than its fields
			S5 | 82 | F0 0A 18 08 15 0001 'm' 15 0001 'm' | authentication method twice
			S5 | 82 | F0 09 18 07 15 0001 'm' 21 0001     | receive maximum
			""";

	private static final String CONNECT = """
			CONNECT | 84 | 10 0F 00 06 'MQIsdp' 03 02 00 3C 00 01 'c' | MQTT 3.1
			CONNECT | 84 | 10 0D 00 04 'MQTT' 03 02 00 3C 00 01 'c'   | version 3
			CONNECT | 84 | 10 0D 00 04 'MQTT' 06 02 00 3C 00 01 'c'   | version 6
			CONNECT | 84 | 10 0D 00 04 'MQTT' 84 02 00 3C 00 01 'c'   | version 4 of a bridge
			CONNECT | 84 | 10 0D 00 04 'mqtt' 04 02 00 3C 00 01 'c'   | protocol name in small letters
			CONNECT | 84 | 10 09 00 00 04 02 00 3C 00 01 'c'          | empty protocol name
			CONNECT | 81 | 10 00                                      | empty
			CONNECT | 81 | 10 05 00 04 'MQT'                          | protocol name cut
			CONNECT | 81 | 10 06 00 04 'MQTT'                         | no version
			CONNECT | 81 | 10 07 00 04 'MQTT' 04                      | no flags
			CONNECT | 81 | 10 09 00 04 'MQTT' 04 02 00                | keep alive cut
			CONNECT | 81 | 10 0A 00 04 'MQTT' 04 02 00 3C             | no client identifier
			CONNECT | 81 | 10 0A 00 04 'MQTT' 05 02 00 3C             | no property length
			CONNECT | 81 | 10 0D 00 04 'MQTT' 04 03 00 3C 00 01 'c'   | reserved flag
			CONNECT | 81 | 10 0E 00 04 'MQTT' 05 03 00 3C 00 00 01 'c' | reserved flag
			CONNECT | 81 | 10 0D 00 04 'MQTT' 04 0A 00 3C 00 01 'c'   | will QoS without will
			CONNECT | 81 | 10 0E 00 04 'MQTT' 05 12 00 3C 00 00 01 'c' | will QoS without will
			CONNECT | 81 | 10 0D 00 04 'MQTT' 04 22 00 3C 00 01 'c'   | will retain without will
			CONNECT | 81 | 10 12 00 04 'MQTT' 04 1E 00 3C 00 01 'c' 00 01 'w' 00 00 | will QoS 3
			CONNECT | 81 | 10 10 00 04 'MQTT' 04 42 00 3C 00 01 'c' 00 01 'p' | password without user name on 3.1.1
			CONNECT | 81 | 10 0E 00 04 'MQTT' 04 02 00 3C 00 01 'c' 00 | longer than its fields
			CONNECT | 81 | 10 10 00 04 'MQTT' 04 02 00 3C 00 01 'c' 00 01 'u' | user name without its flag
			CONNECT | 81 | 10 0D 00 04 'MQTT' 04 82 00 3C 00 01 'c'   | no user name
			CONNECT | 81 | 10 10 00 04 'MQTT' 04 C2 00 3C 00 01 'c' 00 01 'u' | no password
			CONNECT | 81 | 10 0D 00 04 'MQTT' 04 06 00 3C 00 01 'c'   | no will
			CONNECT | 81 | 10 10 00 04 'MQTT' 04 06 00 3C 00 01 'c' 00 01 'w' | no will payload
			CONNECT | 85 | 10 0C 00 04 'MQTT' 04 00 00 3C 00 00       | empty client identifier without clean session
			CONNECT | 81 | 10 12 00 04 'MQTT' 04 06 00 3C 00 01 'c' 00 01 '#' 00 00 | wildcard in the will topic
			CONNECT | 81 | 10 11 00 04 'MQTT' 04 06 00 3C 00 01 'c' 00 00 00 00     | empty will topic
			CONNECT | 81 | 10 0E 00 04 'MQTT' 05 02 00 3C 7F 00 01 'c' | properties beyond the packet
			CONNECT | 82 | 10 11 00 04 'MQTT' 05 02 00 3C 03 21 0000 00 01 'c' | receive maximum 0
			CONNECT | 82 | 10 13 00 04 'MQTT' 05 02 00 3C 05 27 00000000 00 01 'c' | maximum packet size 0
			CONNECT | 82 | 10 10 00 04 'MQTT' 05 02 00 3C 02 17 02 00 01 'c' | request problem information 2
			CONNECT | 82 | 10 10 00 04 'MQTT' 05 02 00 3C 02 19 02 00 01 'c' | request response information 2
			CONNECT | 82 | 10 11 00 04 'MQTT' 05 02 00 3C 03 16 0000 00 01 'c' | authentication data without method
			CONNECT | 82 | 10 10 00 04 'MQTT' 05 02 00 3C 02 24 01 00 01 'c' | maximum QoS
			CONNECT | 82 | 10 11 00 04 'MQTT' 05 02 00 3C 03 1F 0000 00 01 'c' | reason string
			CONNECT | 82 | 10 13 00 04 'MQTT' 05 02 00 3C 05 18 00000001 00 01 'c' | will delay interval outside the will
			CONNECT | 82 | 10 14 00 04 'MQTT' 05 02 00 3C 06 21 0001 21 0001 00 01 'c' | receive maximum twice
			CONNECT | 82 | 10 17 00 04 'MQTT' 05 06 00 3C 00 00 01 'c' 03 23 0001 00 01 'w' 00 00 | topic alias in the will
			CONNECT | 82 | 10 16 00 04 'MQTT' 05 06 00 3C 00 00 01 'c' 02 01 02 00 01 'w' 00 00 | payload format indicator 2
			CONNECT | 82 | 10 1E 00 04 'MQTT' 05 06 00 3C 00 00 01 'c' 0A 18 00000001 18 00000001 00 01 'w' 00 00 | delay twice
			CONNECT | 81 | 10 18 00 04 'MQTT' 05 06 00 3C 00 00 01 'c' 04 08 0001 '+' 00 01 'w' 00 00 | response topic
			""";

	private static final String SUBSCRIBE = """
			C4 | 81 | 82 00                         | no packet identifier
			C4 | 82 | 82 02 00 01                   | no topic filter
			C4 | 82 | 82 06 00 00 00 01 'a' 00      | packet identifier 0
			C4 | 81 | 82 05 00 01 00 00 00          | empty topic filter
			C4 | 81 | 82 05 00 01 00 01 'a'         | no options
			C4 | 81 | 82 08 00 01 00 01 'a' 00 00 05 | second topic filter cut
			C4 | 81 | 82 06 00 01 00 01 'a' 04      | reserved bit
			C4 | 81 | 82 06 00 01 00 01 'a' 80      | reserved bit
			C4 | 82 | 82 06 00 01 00 01 'a' 03      | QoS 3
			C5 | 81 | 82 02 00 01                   | no property length
			C5 | 82 | 82 03 00 01 00                | no topic filter
			C5 | 81 | 82 07 00 01 00 00 01 'a' 40   | reserved bit
			C5 | 81 | 82 07 00 01 00 00 01 'a' 80   | reserved bit
			C5 | 82 | 82 07 00 01 00 00 01 'a' 03   | QoS 3
			C5 | 82 | 82 07 00 01 00 00 01 'a' 30   | retain handling 3
			C5 | 82 | 82 10 00 01 00 00 0A '$share/g/t' 04 | no local on a shared subscription
			C5 | 82 | 82 09 00 01 02 0B 00 00 01 'a' 00 | subscription identifier 0
			C5 | 82 | 82 0B 00 01 04 0B 01 0B 02 00 01 'a' 00 | subscription identifier twice
			C5 | 82 | 82 0A 00 01 03 1F 0000 00 01 'a' 00     | reason string
			C4 | 82 | A2 02 00 01                   | UNSUBSCRIBE without topic filter
			C4 | 82 | A2 05 00 00 00 01 'a'         | UNSUBSCRIBE with packet identifier 0
			C4 | 81 | A2 04 00 01 00 00             | UNSUBSCRIBE with an empty topic filter
			C4 | 81 | A2 06 00 01 00 01 'a' 00      | UNSUBSCRIBE with half a topic filter
			C5 | 81 | A2 02 00 01                   | UNSUBSCRIBE without property length
			C5 | 82 | A2 03 00 01 00                | UNSUBSCRIBE without topic filter
			C5 | 82 | A2 08 00 01 02 0B 01 00 01 'a' | subscription identifier in UNSUBSCRIBE
			""";

	@ParameterizedTest
	@MethodSource("rows")
	void refuses(Row row) {
		PacketDecoder decoder = row.decoder();
		ByteBuf in = Unpooled.wrappedBuffer(row.bytes);
		assertThatExceptionOfType(DecodingException.class).isThrownBy(() -> decoder.decode(in))
			.satisfies((ex) -> assertThat(ex.reasonCode()).isEqualTo(row.reasonCode));
	}

	@ParameterizedTest
	@MethodSource("rows")
	void refusesByteByByte(Row row) {
		PacketDecoder decoder = row.decoder();
		ByteBuf in = Unpooled.buffer();
		DecodingException failure = catchThrowableOfType(DecodingException.class, () -> {
			for (byte b : row.bytes) {
				in.writeByte(b);
				assertThat(decoder.decode(in)).isNull();
			}
		});
		assertThat(failure).isNotNull();
		assertThat(failure.reasonCode()).isEqualTo(row.reasonCode);
	}

	static Stream<Row> rows() {
		return Stream.of(FIXED_HEADER, STRINGS, PUBLISH, CONNACK, ACKS, DISCONNECT_AND_AUTH, CONNECT, SUBSCRIBE)
			.flatMap(String::lines)
			.map(Row::parse);
	}

	record Row(String name, Sender sender, MqttVersion version, ReasonCode reasonCode, byte[] bytes) {

		static Row parse(String line) {
			String[] columns = Arrays.stream(line.split("\\|")).map(String::trim).toArray(String[]::new);
			assertThat(columns).as(line).hasSize(4);
			ReasonCode reasonCode = ReasonCode.find(Integer.parseInt(columns[1], 16));
			return new Row(line, columns[0].startsWith("S") ? Sender.SERVER : Sender.CLIENT, switch (columns[0]) {
				case "S4", "C4" -> MqttVersion.V3_1_1;
				case "S5", "C5" -> MqttVersion.V5;
				default -> null;
			}, reasonCode, TestBytes.parse(columns[2]));
		}

		PacketDecoder decoder() {
			return (this.version != null) ? TestBytes.decoder(this.sender, this.version, MAXIMUM_PACKET_SIZE)
					: PacketDecoder.forServer(MAXIMUM_PACKET_SIZE);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
