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

package io.zmqtt.test;

import java.util.Set;
import java.util.stream.Collectors;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyServerConnection;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Sees every CONNECT packet first: refuses versions that the broker is not to speak, and
 * stalls connections that are made while all are stalled.
 */
final class ConnectGate implements MQTTInterceptor {

	// in the form of MQTT 3.1.1, as from a server that knows no other
	private static final byte[] UNACCEPTABLE_PROTOCOL_VERSION = { 0x20, 0x02, 0x00, 0x01 };

	private final Set<Integer> levels;

	private volatile boolean stalled;

	ConnectGate(Set<BrokerVersion> versions) {
		this.levels = versions.stream().map(BrokerVersion::level).collect(Collectors.toSet());
	}

	void stalled(boolean stalled) {
		this.stalled = stalled;
	}

	@Override
	public boolean intercept(MqttMessage packet, RemotingConnection connection) {
		if (packet instanceof MqttConnectMessage connect
				&& connection.getTransportConnection() instanceof NettyServerConnection transport) {
			Channel channel = transport.getNettyChannel();
			if (this.stalled) {
				Stall.begin(channel);
			}
			if (!this.levels.contains(connect.variableHeader().version())) {
				channel.writeAndFlush(Unpooled.wrappedBuffer(UNACCEPTABLE_PROTOCOL_VERSION))
					.addListener(ChannelFutureListener.CLOSE);
				return false;
			}
		}
		return true;
	}

}
